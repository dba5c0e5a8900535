import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { largePlan } from './large-plan.js';
import { runCommand, type Row } from './measure.js';

const PHOENIX_RUNS = 1000;
/** By number of phases: how many rollouts are enough to tell how long one takes. */
const SIZES = [
  [5, 8],
  [20, 4],
  [100, 2],
] as const;

/** Rehearsals of Phoenix as a user makes them, and of plans of 5, 20 and 100 phases; each in a process of its own. */
export function rehearseRows(): readonly Row[] {
  const folder = mkdtempSync(join(tmpdir(), 'phasegate-rehearse-'));
  try {
    return [...phoenixRows(), ...SIZES.flatMap(([phases, runs]) => sizeRows(folder, phases, runs))];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function phoenixRows(): readonly Row[] {
  const { seconds, peakMegabytes } = rehearse('plans/phoenix.yaml', PHOENIX_RUNS);
  return [
    {
      what: `rehearse plans/phoenix.yaml, ${PHOENIX_RUNS.toLocaleString('en-US')} rollouts`,
      figure: `${seconds.toFixed(0)} s, ${(PHOENIX_RUNS / seconds).toFixed(1)} /s`,
      goal: '< 60 s',
      met: seconds < 60,
    },
    peakRow(peakMegabytes),
  ];
}

function sizeRows(folder: string, phases: number, runs: number): readonly Row[] {
  const file = join(folder, `large-${String(phases)}.yaml`);
  writeFileSync(file, largePlan(phases));
  const { seconds, peakMegabytes } = rehearse(file, runs);
  return [
    {
      what: `rehearse ${String(phases)} phases of large audiences, ${String(runs)} rollouts`,
      figure: `${seconds.toFixed(0)} s, ${(runs / seconds).toFixed(2)} /s`,
      goal: '',
      met: true,
    },
    peakRow(peakMegabytes),
  ];
}

function rehearse(file: string, runs: number): { readonly seconds: number; readonly peakMegabytes: number } {
  const workers = String(availableParallelism());
  const run = runCommand(['rehearse', file, '--runs', String(runs), '--workers', workers]);
  if (run.status !== 0) throw new Error(`the rehearsal ended with ${String(run.status)}:\n${run.output}`);
  return run;
}

function peakRow(megabytes: number): Row {
  return {
    what: 'the same, peak memory of the process',
    figure: `${megabytes.toFixed(0)} MB`,
    goal: '< 500 MB',
    met: megabytes < 500,
  };
}
