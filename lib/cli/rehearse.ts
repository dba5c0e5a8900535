import { availableParallelism } from 'node:os';
import { Command, Option } from 'commander';
import { loadPlan, type LoadedPlan } from '../files/load-plan.js';
import { DEFAULT_PATIENCE_MS } from '../local/embedded-engine.js';
import type { BoundScenario } from '../local/scenario/bound-scenario.js';
import { rehearsalHtml } from '../rehearsal/rehearsal-html.js';
import { courseNames, NO_FAULT, Rehearsal, type RehearsalJob } from '../rehearsal/rehearsal.js';
import { faultKinds } from '../rehearsal/fault-kinds.js';
import { makeRuns } from '../rehearsal/make-runs.js';
import { rehearsalText } from '../rehearsal/rehearsal-text.js';
import type { RehearsalView } from '../rehearsal/rehearsal-view.js';
import { viewRecords } from '../rehearsal/view-records.js';
import { sayDuration } from '../plan/expressions/amounts.js';
import { durationArgument, numberArgument } from './arguments.js';
import { carryOut } from './carry-out.js';
import { loadScenario } from './load-scenario.js';
import { paint } from './paint.js';
import { printFailure } from './print-problems.js';
import { Progress } from './progress.js';
import { refuse } from './refuse.js';
import { dateArgument, startOf } from './start-date.js';
import type { Terminal } from './terminal.js';

interface RehearseOptions {
  readonly runs: number;
  readonly seed: number;
  readonly fault?: string;
  readonly scenario: string;
  readonly start?: string;
  readonly patience: number;
  readonly workers: number;
  readonly json?: boolean;
  readonly html?: string;
  readonly force?: boolean;
  readonly run?: number;
  readonly evidence?: string;
  readonly verbose?: boolean;
}

/** `phasegate rehearse`: thousands of rollouts of a plan in virtual time, under a spread of futures. */
export function rehearseCommand(io: Terminal): Command {
  return new Command('rehearse')
    .summary('carry a plan out a thousand times, under a spread of futures')
    .description(
      'Carries the whole plan out in virtual time again and again: healthy, and with every kind of fault in every phase, incidents, silent telemetry, slow people and a cloud that refuses. Then says how likely it is to reach its end, what catches a fault and when, how many people it reaches, and what the calendar waits for.',
    )
    .argument('<plan>', 'plan file')
    .addOption(new Option('--runs <number>', 'how many rollouts').argParser(numberArgument).default(1000))
    .addOption(new Option('--seed <number>', 'seed of all randomness').argParser(numberArgument).default(1))
    .option(
      '--fault <kind>',
      'only faults of this kind: a metric, everything, or none for healthy runs alone',
    )
    .option(
      '--scenario <file>',
      'what holds in all futures: traffic, values while all is well, hooks, drills',
      'all-well',
    )
    .option('--start <date>', 'the first day of week 1, instead of the one in the plan', dateArgument)
    .addOption(
      new Option('--patience <duration>', 'a rollout has stopped when nothing has moved for so long')
        .argParser(durationArgument)
        .default(DEFAULT_PATIENCE_MS, '14d'),
    )
    .addOption(
      new Option('--workers <number>', 'threads; 0 makes all runs in this one')
        .argParser(numberArgument)
        .default(availableParallelism(), 'as many as there are cores'),
    )
    .option('--json', 'print everything that was found as JSON')
    .option('--html <file>', 'write a report with charts, too')
    .option('--run <number>', 'carry this one run out again, with all its evidence', numberArgument)
    .option('--evidence <file>', 'of --run: where the evidence goes')
    .option('--force', 'overwrite files that exist')
    .option('--verbose', 'of --run: show digests and daily reports too')
    .addHelpText(
      'after',
      `
The same seed gives the same result, with any number of threads. What is assumed: docs/rehearsal.md.

Examples:
  phasegate rehearse plans/phoenix.yaml
  phasegate rehearse plans/phoenix.yaml --html report.html
  phasegate rehearse plans/phoenix.yaml --fault renderTime --runs 300
  phasegate rehearse plans/phoenix.yaml --fault none --runs 4000
  phasegate rehearse plans/phoenix.yaml --run 21`,
    )
    .action(async (file: string, options: RehearseOptions) => {
      const loaded = loadPlan(io, file);
      if (loaded.kind !== 'plan') {
        printFailure(io, loaded);
        return;
      }
      const read = loadScenario(io, options.scenario, loaded.plan);
      if (read.kind !== 'scenario') {
        printFailure(io, read);
        return;
      }
      await rehearse(io, loaded, read.scenario, options);
    });
}

async function rehearse(
  io: Terminal,
  loaded: LoadedPlan,
  base: BoundScenario,
  options: RehearseOptions,
): Promise<void> {
  const { plan } = loaded;
  const { fault, seed, patience } = options;
  const kinds = faultKinds(plan, base);
  const names = courseNames(kinds);
  if (fault !== undefined && !names.includes(fault)) {
    refuse(io, 'usage', [
      {
        found: `nothing in the plan looks at \`${fault}\``,
        allowed: names.join(', '),
        advice: 'name one of them with --fault, or leave it out for all of them',
      },
    ]);
    return;
  }
  if (options.runs === 0) {
    refuse(io, 'usage', [{ found: '--runs 0', allowed: 'at least one', advice: 'say how many rollouts' }]);
    return;
  }
  const { html, force } = options;
  if (html !== undefined && force !== true && io.readFile(html, 0).kind !== 'missing') {
    refuse(io, 'file', [
      {
        found: `${html} exists already`,
        advice: 'name another file with --html, or overwrite it with --force',
      },
    ]);
    return;
  }
  const job: RehearsalJob = {
    plan,
    base,
    startsAt: startOf(plan, options.start),
    seed,
    patienceMs: patience,
    ...(fault === undefined
      ? {}
      : { only: fault === NO_FAULT ? { kind: 'healthy' } : { kind: 'fault', fault } }),
  };
  if (options.run !== undefined) {
    const rehearsal = await Rehearsal.of(job);
    await carryOut(io, loaded, {
      ...options,
      scenario: rehearsal.scenario(options.run),
      startsAt: job.startsAt,
    });
    return;
  }
  const progress = new Progress(io, options.runs, 'rollouts', () => performance.now());
  const records = await makeRuns(job, {
    runs: options.runs,
    workers: options.workers,
    onRun: (made) => {
      progress.reached(made);
    },
  });
  progress.end();
  const view = viewRecords(plan, kinds, seed, records);
  if (options.json === true) io.out(`${JSON.stringify(view, null, 2)}\n`);
  else {
    const { bold, yellow } = paint(io);
    const width = Math.min(110, Math.max(80, io.width));
    const again = `phasegate rehearse ${loaded.file}${againWith(options)}`;
    io.out(rehearsalText(view, { width, heading: bold, warning: yellow }, again));
  }
  if (html !== undefined) writeReport(io, html, view, force === true);
}

/** The options that a run depends on, for repeating it. */
function againWith({ seed, fault, scenario, start, patience }: RehearseOptions): string {
  return [
    seed === 1 ? '' : ` --seed ${String(seed)}`,
    fault === undefined ? '' : ` --fault ${fault}`,
    scenario === 'all-well' ? '' : ` --scenario ${scenario}`,
    start === undefined ? '' : ` --start ${start}`,
    patience === DEFAULT_PATIENCE_MS ? '' : ` --patience ${sayDuration(patience)}`,
  ].join('');
}

function writeReport(io: Terminal, file: string, view: RehearsalView, overwrite: boolean): void {
  const answer = io.writeFile(file, rehearsalHtml(view), overwrite);
  if (answer.kind === 'written') return;
  const why = answer.kind === 'failed' ? answer.reason : 'it exists since the rehearsal has begun';
  refuse(io, 'file', [
    {
      found: `${file} cannot be written: ${why}`,
      advice: 'name another place with --html, or overwrite it with --force',
    },
  ]);
}
