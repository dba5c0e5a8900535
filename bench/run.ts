import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkLargePlan } from './check-large-plan.js';
import { benchCore } from './core-alone.js';
import { deployedRows } from './deployed.js';
import { median, printTable, runCommand, type Row } from './measure.js';
import { proveRows } from './prove-plans.js';
import { runPhoenix } from './phoenix-engine.js';
import { rehearseRows } from './rehearse-plans.js';

const RUNS = 5;

const grouped = (value: number): string => Math.round(value).toLocaleString('en-US');
const seconds = (value: number): string => `${value.toFixed(2)} s`;

/** `npm run bench`: the figures that the project promises, as a table. */
async function main(): Promise<void> {
  process.stdout.write(
    `node ${process.version}, ${String(availableParallelism())} cores; medians of ${String(RUNS)} runs\n\n`,
  );
  printTable([
    ...phoenixRows(),
    ...(await engineRows()),
    ...coreRows(),
    ...checkRows(),
    ...proveRows(),
    ...rehearseRows(),
    ...deployedRows(),
  ]);
}

function phoenixRows(): readonly Row[] {
  const evidence = join(tmpdir(), 'phasegate-bench.jsonl');
  const runs = Array.from({ length: RUNS }, () => {
    const run = runCommand(['run', 'plans/phoenix.yaml', '--evidence', evidence, '--force']);
    if (run.status !== 0) throw new Error(`the run ended with ${String(run.status)}:\n${run.output}`);
    return run;
  });
  const wall = median(runs, (run) => run.seconds);
  const peak = median(runs, (run) => run.peakMegabytes);
  return [
    {
      what: 'phasegate run plans/phoenix.yaml, wall time',
      figure: seconds(wall),
      goal: '< 3 s',
      met: wall < 3,
    },
    {
      what: 'the same, peak memory of the process',
      figure: `${peak.toFixed(0)} MB`,
      goal: '< 150 MB',
      met: peak < 150,
    },
  ];
}

async function engineRows(): Promise<readonly Row[]> {
  const cold = await runPhoenix();
  const runs: number[] = [];
  for (let run = 0; run < RUNS; run += 1) runs.push(await runPhoenix());
  const warm = median(runs, (run) => run);
  return [
    {
      what: 'the embedded engine alone, Phoenix, first run',
      figure: seconds(cold),
      goal: '< 1 s',
      met: cold < 1,
    },
    { what: 'the same, warmed up', figure: seconds(warm), goal: '< 1 s', met: warm < 1 },
  ];
}

function coreRows(): readonly Row[] {
  const { quietPerSecond, judgedPerSecond } = benchCore();
  return [
    {
      what: 'the core between two steps, minutes without news',
      figure: `${grouped(quietPerSecond)} /s`,
      goal: '> 1,000,000 /s',
      met: quietPerSecond > 1_000_000,
    },
    {
      what: 'the core between two steps, every minute judged',
      figure: `${grouped(judgedPerSecond)} /s`,
      goal: '',
      met: true,
    },
  ];
}

function checkRows(): readonly Row[] {
  const { coldMs, warmMs } = checkLargePlan();
  return [
    {
      what: 'check of 100 phases and 200 flags, first time',
      figure: `${coldMs.toFixed(0)} ms`,
      goal: '< 500 ms',
      met: coldMs < 500,
    },
    { what: 'the same, warmed up', figure: `${warmMs.toFixed(0)} ms`, goal: '< 500 ms', met: warmMs < 500 },
  ];
}

await main();
