import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { exposingPhases, Rehearsal, type RehearsalJob } from './rehearsal.js';
import type { RunRecord } from './run-record.js';
import type { WorkerData } from './worker.js';

/** Runs that a worker has at once: enough to go on with while the answer is on its way. */
const AHEAD = 2;
/** So much memory a worker may use for what lives long; megabytes. */
const WORKER_MB = 160;

export interface MakeRunsOptions {
  readonly runs: number;
  /** Threads; 0 makes all runs in this one. */
  readonly workers: number;
  /** Called after every run. */
  readonly onRun?: (made: number) => void;
}

/**
 * Makes the runs of a rehearsal, in as many threads as there are cores. The records are in the order of their runs, and
 * the same whoever made them.
 * @throws when a run fails, or a worker ends before its work is done; the others are stopped then
 */
export async function makeRuns(
  job: RehearsalJob,
  { runs, workers, onRun }: MakeRunsOptions,
): Promise<readonly RunRecord[]> {
  const phases = await exposingPhases(job);
  const records: RunRecord[] = [];
  let count = 0;
  const made = (record: RunRecord): void => {
    records[record.future.run] = record;
    count += 1;
    onRun?.(count);
  };
  if (workers === 0) {
    const rehearsal = new Rehearsal(job, phases);
    for (let run = 0; run < runs; run += 1) made(await rehearsal.run(run));
    return records;
  }
  let next = 0;
  const take = (): number | undefined => (next < runs ? next++ : undefined);
  const threads = Array.from(
    { length: Math.min(workers, runs) },
    () =>
      new Worker(workerFile(), {
        workerData: { job, phases } satisfies WorkerData,
        resourceLimits: { maxOldGenerationSizeMb: WORKER_MB },
      }),
  );
  try {
    await Promise.all(threads.map((thread) => keepBusy(thread, take, made)));
  } finally {
    await Promise.all(threads.map((thread) => thread.terminate()));
  }
  return records;
}

/** Gives a worker runs as long as there are any. */
function keepBusy(
  worker: Worker,
  take: () => number | undefined,
  made: (record: RunRecord) => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    let open = 0;
    const ask = (): void => {
      while (open < AHEAD) {
        const run = take();
        if (run === undefined) break;
        worker.postMessage(run);
        open += 1;
      }
      if (open === 0) resolve();
    };
    worker.on('message', (record: RunRecord) => {
      open -= 1;
      made(record);
      ask();
    });
    worker.on('error', reject);
    worker.on('exit', (code) => {
      reject(new Error(`a worker of the rehearsal has ended with ${String(code)} before its work was done`));
    });
    ask();
  });
}

/** The worker beside this file, whatever it was compiled to. */
function workerFile(): URL {
  return new URL(`./worker${extname(fileURLToPath(import.meta.url))}`, import.meta.url);
}
