import { parentPort, workerData } from 'node:worker_threads';
import { Rehearsal, type RehearsalJob } from './rehearsal.js';

/** Makes the runs that it is asked for, one after the other, and posts the record of each. */
const port = parentPort;
if (!port) throw new Error('this is a worker of a rehearsal: it is started by one');
const rehearsal = Rehearsal.of(workerData as RehearsalJob);
port.on('message', (runs: readonly number[]) => {
  void make(runs);
});

async function make(runs: readonly number[]): Promise<void> {
  const known = await rehearsal;
  for (const run of runs) port?.postMessage(await known.run(run));
}
