import { parentPort, workerData } from 'node:worker_threads';
import { Rehearsal, type ExposingPhase, type RehearsalJob } from './rehearsal.js';

/** What a worker is given. */
export interface WorkerData {
  readonly job: RehearsalJob;
  readonly phases: readonly ExposingPhase[];
}

/** Makes the runs that it is asked for, one after the other, and posts the record of each. */
const port = parentPort;
if (!port) throw new Error('this is a worker of a rehearsal: it is started by one');
const { job, phases } = workerData as WorkerData;
const rehearsal = new Rehearsal(job, phases);
let last = Promise.resolve();
port.on('message', (run: number) => {
  last = last.then(async () => {
    port.postMessage(await rehearsal.run(run));
  });
});
