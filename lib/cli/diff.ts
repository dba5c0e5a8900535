import { Command } from 'commander';
import { loadPlan } from '../files/load-plan.js';
import { listOf } from '../plan/source/choices.js';
import { diffText } from '../report/diff-text.js';
import { diffView, type DiffVerdict } from '../report/diff-view.js';
import { planPoint, planPoints, type PlanPoint, type UnknownName } from '../report/plan-point.js';
import type { ExitName } from './exit-codes.js';
import { paint } from './paint.js';
import { printFailure, printWarnings } from './print-problems.js';
import { refuse } from './refuse.js';
import type { Terminal } from './terminal.js';

const ENDS: Readonly<Record<DiffVerdict, ExitName>> = {
  same: 'ok',
  free: 'ok',
  'needs consent': 'consent',
  refused: 'refused',
};

/** `phasegate diff`: what another version of a plan changes, for whom, and whether a running rollout may take it over. */
export function diffCommand(io: Terminal): Command {
  return new Command('diff')
    .summary('what another version of a plan changes, and for whom')
    .description(
      'Compares two versions of a plan: what becomes looser or tighter, what comes and goes, who would change sides, and whether a rollout that is carried out by the first may take the second over, at each point of it.',
    )
    .argument('<before>', 'the plan that the rollout is carried out by')
    .argument('<after>', 'the plan that is to take its place')
    .option('--at <point>', 'only at this point: a step (when it is reached), a phase, start or end')
    .option('--json', 'print the difference as JSON')
    .addHelpText(
      'after',
      `
The rules are those of a deployment: docs/revisions.md. Points are those of a rollout that goes well.
Exit code 0 when it may take over by itself, 16 when a person has to accept it, 14 when it is refused.

Examples:
  phasegate diff plans/phoenix.yaml changed.yaml
  phasegate diff plans/phoenix.yaml changed.yaml --at beta.2
  phasegate diff plans/phoenix.yaml changed.yaml --json | jq '.changes[] | select(.kind == "loosened")'`,
    )
    .action((before: string, after: string, options: { readonly at?: string; readonly json?: boolean }) => {
      const was = loadPlan(io, before);
      const is = loadPlan(io, after);
      if (was.kind !== 'plan') printFailure(io, was);
      if (is.kind !== 'plan' && (is.file !== was.file || was.kind === 'plan')) printFailure(io, is);
      if (was.kind !== 'plan' || is.kind !== 'plan') return;
      const { at } = options;
      const point = at === undefined ? undefined : planPoint(was.plan, at);
      if (point && 'found' in point) {
        refuse(io, 'usage', [unknownPoint(before, point)]);
        return;
      }
      const points: readonly PlanPoint[] = point ? [point] : planPoints(was.plan);
      const view = diffView(was.plan, is.plan, points);
      if (options.json === true) io.out(`${JSON.stringify(view, null, 2)}\n`);
      else {
        const { bold, yellow } = paint(io);
        const width = Math.min(110, Math.max(80, io.width));
        io.out(diffText(view, { width, heading: bold, warning: yellow }));
      }
      printWarnings(io, is);
      if (ENDS[view.verdict] !== 'ok') io.end(ENDS[view.verdict]);
    });
}

function unknownPoint(file: string, { found, allowed, meant }: UnknownName) {
  return {
    found: `${file} has no step or phase \`${found}\``,
    allowed: listOf(allowed, Infinity),
    advice: meant === undefined ? 'name one of them with --at' : `did you mean \`${meant}\`?`,
  };
}
