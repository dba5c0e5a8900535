import { Command } from 'commander';
import { monthlyCost, type CostLine } from '../contract/monthly-cost.js';
import { loadPlan, type LoadedPlan, type PlanFailure } from '../files/load-plan.js';
import { LIST_PRICES, loadPrices, type LoadedPrices } from '../files/load-prices.js';
import { stepsOf, type RolloutPlan } from '../plan/rollout-plan.js';
import type { Problem } from '../plan/source/problem.js';
import { costText } from '../report/cost-text.js';
import { sayFaintGates } from '../report/faint-gates.js';
import { limitsText } from '../report/limits-text.js';
import { limitsView, saySharedLimits, type LimitView } from '../report/limits-view.js';
import { powerText } from '../report/power-text.js';
import { powerView, type PowerView } from '../report/power-view.js';
import type { PageStyle } from '../report/text/page.js';
import { labelled } from '../report/text/wrap.js';
import { paint } from './paint.js';
import { printFailure, printProblems } from './print-problems.js';
import type { Terminal } from './terminal.js';

interface CheckOptions {
  readonly json?: boolean;
  readonly power?: boolean;
  readonly limits?: boolean;
  readonly cost?: boolean;
  readonly prices?: string;
}

/** `phasegate check`: every mistake in plan files, at once; on demand what its gates see, its limits, and its cost. */
export function checkCommand(io: Terminal): Command {
  return new Command('check')
    .summary('say every mistake in a plan, at once')
    .description(
      'Says every mistake in plan files at once, each with its place, what is allowed and what to do.',
    )
    .argument('<plan...>', 'plan files')
    .option('--power', 'also what every gate can see, with the traffic of the plan')
    .option('--limits', 'also how much of the limits of AWS it uses')
    .option('--cost', 'also what it costs on AWS in a month, by resource, with the prices')
    .option('--prices <file>', 'the same with prices of your own')
    .option('--json', 'print the findings as JSON')
    .addHelpText(
      'after',
      `
Warnings do not fail. Exit code 3 when a plan has errors, 4 when a file cannot be read.

What a gate can see rests on the plan's traffic, exposure and baselines, what a month costs on list prices and on what the
controller asks CloudWatch for (docs/check.md). With --json, power and limits are always there, cost with --cost.

Examples:
  phasegate check plans/phoenix.yaml
  phasegate check plans/phoenix.yaml --power
  phasegate check plans/*.yaml --limits --cost
  phasegate check plans/phoenix.yaml --prices eu-west-1.yaml
  phasegate check plans/*.yaml --json | jq '.[].power[] | select(.timesUsual > 10)'`,
    )
    .action(async (files: readonly string[], options: CheckOptions) => {
      const prices = options.prices === undefined ? LIST_PRICES : loadPrices(io, options.prices);
      if (prices.kind !== 'prices') {
        printFailure(io, prices);
        return;
      }
      const loaded = files.map((file) => loadPlan(io, file));
      const wantsCost = options.cost === true || options.prices !== undefined;
      const costs: Costs = wantsCost ? await costsOf(loaded, prices) : new Map<RolloutPlan, Cost>();
      if (options.json === true) {
        io.out(
          `${JSON.stringify(
            loaded.map((one) => findings(one, costs)),
            null,
            2,
          )}\n`,
        );
      } else {
        for (const one of loaded) print(io, one, options, costs);
        for (const note of saySharedLimits(loaded.flatMap(planOf))) printNote(io, note);
      }
      if (loaded.some((one) => one.kind === 'unreadable')) io.end('file');
      else if (loaded.some((one) => one.kind === 'wrong')) io.end('wrong');
    });
}

interface Cost {
  readonly prices: LoadedPrices;
  readonly lines: readonly CostLine[];
}

type Costs = ReadonlyMap<RolloutPlan, Cost>;

/** What plans cost. It takes the controller's own code to tell, which is loaded for nothing else. */
async function costsOf(loaded: readonly (LoadedPlan | PlanFailure)[], prices: LoadedPrices): Promise<Costs> {
  const { metricsAMinute } = await import('../aws/metrics/metrics-a-minute.js');
  const costs = new Map<RolloutPlan, Cost>();
  for (const plan of loaded.flatMap(planOf))
    costs.set(plan, { prices, lines: monthlyCost(plan, await metricsAMinute(plan), prices.prices) });
  return costs;
}

function planOf(loaded: LoadedPlan | PlanFailure): readonly RolloutPlan[] {
  return loaded.kind === 'plan' ? [loaded.plan] : [];
}

function print(io: Terminal, loaded: LoadedPlan | PlanFailure, options: CheckOptions, costs: Costs): void {
  if (loaded.kind === 'unreadable') {
    printFailure(io, loaded);
    return;
  }
  printProblems(io, loaded.problems, loaded.text, io.out);
  if (loaded.kind === 'wrong') return;
  const { file, plan, course } = loaded;
  io.out(`${file}: ${paint(io).green('ok')} (${sizeOf(plan)})\n`);
  const style = pageStyle(io);
  const cost = costs.get(plan);
  const faint = options.power === true ? undefined : sayFaintGates(course);
  if (faint !== undefined) printNote(io, `${faint} (\`check --power\`)`);
  const pages = [
    ...(options.power === true ? [powerText(plan.rollout, powerView(course), style)] : []),
    ...(options.limits === true ? [limitsText(plan.rollout, limitsView(course), style)] : []),
    ...(cost ? [costText(plan.rollout, cost.lines, cost.prices.of, style)] : []),
  ];
  for (const page of pages) io.out(`\n${page}`);
  if (pages.length > 0) io.out('\n');
}

/** How pages are set on this terminal. */
function pageStyle(io: Terminal): PageStyle {
  const { bold, yellow } = paint(io);
  return { width: Math.min(110, Math.max(80, io.width)), heading: bold, warning: yellow };
}

function printNote(io: Terminal, note: string): void {
  io.out(`${labelled('  note     ', note, pageStyle(io).width, 11).join('\n')}\n`);
}

/** `5 phases, 16 steps, 1,250 users`. */
function sizeOf(plan: RolloutPlan): string {
  const { audience } = plan;
  return [
    counted(plan.phases.length, 'phase', 'phases'),
    counted(stepsOf(plan).length, 'step', 'steps'),
    counted(audience.size, audience.unit, audience.units),
  ].join(', ');
}

function counted(count: number, one: string, many: string): string {
  return `${count.toLocaleString('en-US')} ${count === 1 ? one : many}`;
}

interface Findings {
  readonly file: string;
  readonly ok: boolean;
  readonly unreadable?: string;
  readonly problems: readonly Problem[];
  /** What every gate can see; absent where the plan has errors. */
  readonly power?: readonly PowerView[];
  /** How much of the limits of AWS it uses. */
  readonly limits?: readonly LimitView[];
  /** What it costs in 30 days, with `--cost`. */
  readonly cost?: readonly CostLine[];
}

function findings(loaded: LoadedPlan | PlanFailure, costs: Costs): Findings {
  const { file } = loaded;
  if (loaded.kind === 'unreadable') return { file, ok: false, unreadable: loaded.why, problems: [] };
  const { problems } = loaded;
  if (loaded.kind === 'wrong') return { file, ok: false, problems };
  const { plan, course } = loaded;
  const cost = costs.get(plan);
  const views = { power: powerView(course), limits: limitsView(course) };
  return { file, ok: true, problems, ...views, ...(cost ? { cost: cost.lines } : {}) };
}
