import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { Rehearsal, type RehearsalJob } from './rehearsal.js';
import type { RunRecord } from './run-record.js';

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
 * @throws when a worker fails
 */
export async function makeRuns(
  job: RehearsalJob,
  { runs, workers, onRun }: MakeRunsOptions,
): Promise<readonly RunRecord[]> {
  if (workers === 0) return makeHere(job, runs, onRun);
  const records: RunRecord[] = [];
  let next = 0;
  let made = 0;
  await Promise.all(
    Array.from(
      { length: Math.min(workers, Math.max(1, runs)) },
      () =>
        new Promise<void>((resolve, reject) => {
          const worker = new Worker(workerFile(), {
            workerData: job,
            resourceLimits: { maxOldGenerationSizeMb: WORKER_MB },
          });
          let open = 0;
          const ask = (): void => {
            while (open < AHEAD && next < runs) {
              worker.postMessage([next]);
              next += 1;
              open += 1;
            }
            if (open === 0)
              void worker.terminate().then(() => {
                resolve();
              });
          };
          worker.on('message', (record: RunRecord) => {
            records[record.future.run] = record;
            open -= 1;
            made += 1;
            onRun?.(made);
            ask();
          });
          worker.on('error', reject);
          ask();
        }),
    ),
  );
  return records;
}

async function makeHere(
  job: RehearsalJob,
  runs: number,
  onRun: MakeRunsOptions['onRun'],
): Promise<readonly RunRecord[]> {
  const rehearsal = await Rehearsal.of(job);
  const records: RunRecord[] = [];
  for (let run = 0; run < runs; run += 1) {
    records.push(await rehearsal.run(run));
    onRun?.(run + 1);
  }
  return records;
}

/** The worker beside this file, whatever it was compiled to. */
function workerFile(): URL {
  return new URL(`./worker${extname(fileURLToPath(import.meta.url))}`, import.meta.url);
}
