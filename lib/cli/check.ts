import { Command } from 'commander';
import { limitsText } from '../report/limits-text.js';
import { limitsView, saySharedLimits, type LimitView } from '../report/limits-view.js';
import { powerText } from '../report/power-text.js';
import { powerView, sayFaintGates, type PowerView } from '../report/power-view.js';
import { stepsOf } from '../plan/rollout-plan.js';
import type { Problem } from '../plan/source/problem.js';
import { loadPlan, type LoadedPlan, type PlanFailure } from '../files/load-plan.js';
import type { PageStyle } from '../report/text/page.js';
import { labelled } from '../report/text/wrap.js';
import { paint } from './paint.js';
import { printFailure, printProblems } from './print-problems.js';
import type { Terminal } from './terminal.js';

/** `phasegate check`: every mistake in plan files, at once. */
export function checkCommand(io: Terminal): Command {
  return new Command('check')
    .summary('say every mistake in a plan, at once')
    .description(
      'Says every mistake in plan files at once, each with its place, what is allowed and what to do.',
    )
    .argument('<plan...>', 'plan files')
    .option('--power', 'also what every gate can see, with the traffic of the plan')
    .option('--limits', 'also how much of the limits of AWS it uses')
    .option('--json', 'print the findings as JSON')
    .addHelpText(
      'after',
      `
Warnings do not fail. Exit code 3 when a plan has errors, 4 when a file cannot be read.

Examples:
  phasegate check plans/phoenix.yaml
  phasegate check plans/*.yaml --json`,
    )
    .action((files: readonly string[], options: CheckOptions) => {
      const loaded = files.map((file) => loadPlan(io, file));
      if (options.json === true) io.out(`${JSON.stringify(loaded.map(findings), null, 2)}\n`);
      else printAll(io, loaded, options);
      if (loaded.some((one) => one.kind === 'unreadable')) io.end('file');
      else if (loaded.some((one) => one.kind === 'wrong')) io.end('wrong');
    });
}

interface CheckOptions {
  readonly json?: boolean;
  readonly power?: boolean;
  readonly limits?: boolean;
}

function printAll(io: Terminal, loaded: readonly (LoadedPlan | PlanFailure)[], options: CheckOptions): void {
  for (const one of loaded) print(io, one, options);
  const plans = loaded.flatMap((one) => (one.kind === 'plan' ? [one.plan] : []));
  for (const note of saySharedLimits(plans)) io.out(noteText(note, pageStyle(io).width));
}

function print(io: Terminal, loaded: LoadedPlan | PlanFailure, options: CheckOptions): void {
  if (loaded.kind === 'unreadable') {
    printFailure(io, loaded);
    return;
  }
  printProblems(io, loaded.problems, loaded.text, io.out);
  if (loaded.kind === 'wrong') return;
  io.out(`${loaded.file}: ${paint(io).green('ok')} (${sizeOf(loaded)})\n`);
  const { plan } = loaded;
  const powers = powerView(plan);
  const faint = sayFaintGates(powers);
  const style = pageStyle(io);
  if (options.power === true) io.out(`\n${powerText(plan.rollout, powers, style)}\n`);
  else if (faint !== undefined) io.out(noteText(`${faint} (\`check --power\`)`, style.width));
  if (options.limits === true) io.out(`\n${limitsText(plan.rollout, limitsView(plan), style)}\n`);
}

/** How pages are set on this terminal. */
function pageStyle(io: Terminal): PageStyle {
  const { bold, yellow } = paint(io);
  return { width: Math.min(110, Math.max(80, io.width)), heading: bold, warning: yellow };
}

function noteText(note: string, width: number): string {
  return `${labelled('  note     ', note, width, 11).join('\n')}\n`;
}

/** `5 phases, 16 steps, 1,250 users`. */
function sizeOf({ plan }: LoadedPlan): string {
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
}

function findings(loaded: LoadedPlan | PlanFailure): Findings {
  const { file, kind } = loaded;
  if (kind === 'unreadable') return { file, ok: false, unreadable: loaded.why, problems: [] };
  const { problems } = loaded;
  if (kind === 'wrong') return { file, ok: false, problems };
  return { file, ok: true, problems, power: powerView(loaded.plan), limits: limitsView(loaded.plan) };
}
