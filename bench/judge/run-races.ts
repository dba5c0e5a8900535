import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { NamedRace } from './races.js';
import type { Finished } from './race-worker.js';

/** Runs races on as many workers as there are processors. @param told called after each race, for a line of progress */
export async function runRaces(
  races: readonly NamedRace[],
  told: (done: number, of: number) => void,
): Promise<readonly Finished[]> {
  const queue = [...races];
  const finished: Finished[] = [];
  const runOne = async (): Promise<void> => {
    const worker = new Worker(new URL('./worker.mjs', import.meta.url));
    try {
      for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
        worker.postMessage(next);
        const [answer] = (await once(worker, 'message')) as [Finished];
        finished.push(answer);
        told(finished.length, races.length);
      }
    } finally {
      await worker.terminate();
    }
  };
  await Promise.all(Array.from({ length: Math.min(availableParallelism(), races.length) }, runOne));
  return finished;
}
