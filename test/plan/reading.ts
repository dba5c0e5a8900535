import { checkPlan } from '../../lib/plan/checks/check-plan.js';
import { readPlan } from '../../lib/plan/read-plan.js';
import type { RolloutPlan } from '../../lib/plan/rollout-plan.js';
import { sortProblems, type Problem } from '../../lib/plan/source/problem.js';

/** The smallest plan, without phases: sections are put behind it. */
export const HEAD = `rollout: small
audience: { unit: user, key: userId, size: 1000, segments: { pilot: { list: [a, b, c, d] } } }
flags: { alpha: {}, beta: {} }
metrics: { errors: { ratio: [Errors, Requests], baseline: 1% } }
roles: { release: [ann], support: [sam, kim] }
`;

/** Reads a plan without list files. */
export function problemsIn(text: string): readonly Problem[] {
  return readPlan('plan.yaml', text, () => undefined).problems;
}

/** Reads a plan that must be without errors. */
export function planOf(text: string): RolloutPlan {
  const { plan, problems } = readPlan('plan.yaml', text, () => undefined);
  if (!plan) throw new Error(problems.map(say).join('\n'));
  return plan;
}

/** What the static checks say about a plan that must be without errors. */
export function checked(text: string): readonly Problem[] {
  const { plan, problems, locate } = readPlan('plan.yaml', text, () => undefined);
  if (!plan) throw new Error(problems.map(say).join('\n'));
  return sortProblems(checkPlan(plan).map(locate));
}

/** A problem on one line, as `12:3 unknown-key`. */
export function place({ line, column, code }: Problem): string {
  return `${String(line)}:${String(column)} ${code}`;
}

export function say(problem: Problem): string {
  return `${place(problem)}: ${problem.found}; allowed: ${problem.allowed ?? '-'}; ${problem.advice ?? '-'}`;
}

/** Line and column of the first `needle` in `text`, as `12:3`. */
export function placeOf(needle: string, text: string): string {
  const at = text.indexOf(needle);
  if (at < 0) throw new Error(`no ${needle} in the text`);
  const before = text.slice(0, at).split('\n');
  return `${String(before.length)}:${String((before.at(-1)?.length ?? 0) + 1)}`;
}
