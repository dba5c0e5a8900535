import { parentPort } from 'node:worker_threads';
import { race, type RaceResult } from './race.js';
import { FIELDS, type NamedRace } from './races.js';

/** What a worker says when a race is over. */
export interface Finished {
  readonly race: NamedRace;
  readonly results: readonly RaceResult[];
  /** CPU seconds of the worker. */
  readonly seconds: number;
}

parentPort?.on('message', (given: NamedRace) => {
  const start = performance.now();
  const results = race(given, FIELDS[given.field]);
  const seconds = (performance.now() - start) / 1000;
  parentPort?.postMessage({ race: given, results, seconds } satisfies Finished);
});
