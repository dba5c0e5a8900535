import { parse, parseDocument } from 'yaml';
import { checkPlan } from '../../lib/plan/checks/check-plan.js';
import { readPlan } from '../../lib/plan/read-plan.js';
import { checkRollout } from '../../lib/rollout/checks/check-rollout.js';
import { sortProblems, type Problem } from '../../lib/plan/source/problem.js';

/** The plan with the keys of `part` in place of its own. */
export function withPart(plan: string, part: string): string {
  const document = parseDocument(plan);
  const keys = parse(part) as Readonly<Record<string, unknown>>;
  for (const [key, value] of Object.entries(keys)) document.set(key, value);
  return String(document);
}

/** All that `phasegate check` finds in a plan without list files. */
export function findingsIn(text: string): readonly Problem[] {
  const { plan, problems, locate } = readPlan('plan.yaml', text, () => undefined);
  if (!plan) return problems;
  return sortProblems([...problems, ...[...checkPlan(plan), ...checkRollout(plan)].map(locate)]);
}

/** What `findingsIn` finds, each on a line. */
export function errorsIn(text: string): readonly string[] {
  return findingsIn(text)
    .filter((problem) => problem.severity === 'error')
    .map(({ line, code, found, allowed }) => `${String(line)} ${code}: ${found}; allowed: ${allowed ?? '-'}`);
}
