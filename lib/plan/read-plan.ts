import { compilePlan } from './compile/compile-plan.js';
import type { ReadList } from './compile/compile-audience.js';
import type { RolloutPlan } from './rollout-plan.js';
import { planFile } from './schema/plan-file.js';
import { sortProblems, type PlacedProblem, type Problem } from './source/problem.js';
import { isOwnProblem, readSource } from './source/read-source.js';

/** A plan, with everything that is wrong or doubtful about it; no plan when something is wrong. */
export interface PlanResult {
  readonly plan: RolloutPlan | undefined;
  readonly problems: readonly Problem[];
  /** Gives further findings about this file their line and column. */
  readonly locate: (problem: PlacedProblem) => Problem;
}

/**
 * Reads a plan file. Never throws on bad input: every mistake is reported at once, each with its place.
 * @param file name of the file, for messages
 * @param text its content
 * @param readList gives the content of a list file named in the plan
 */
export function readPlan(file: string, text: string, readList: ReadList): PlanResult {
  const source = readSource(file, text, planFile);
  if (!source.value) {
    const { mended } = source;
    const further = mended
      ? compilePlan(mended.value, readList).problems.filter((problem) => isOwnProblem(problem, mended))
      : [];
    const placed = further.map((problem) =>
      source.locate({ ...problem, path: mended?.toSource(problem.path) ?? problem.path }),
    );
    return {
      plan: undefined,
      problems: sortProblems([...source.problems, ...placed]),
      locate: source.locate,
    };
  }
  const { plan, problems: placed } = compilePlan(source.value, readList);
  const problems = sortProblems(placed.map(source.locate));
  const wrong = problems.some((problem) => problem.severity === 'error');
  return { plan: wrong ? undefined : plan, problems, locate: source.locate };
}
