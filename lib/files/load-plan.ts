import { dirname, resolve } from 'node:path';
import { checkAlarms } from '../contract/alarm-limits.js';
import { alarmsOf } from '../contract/alarm-definitions.js';
import { readPlan } from '../plan/read-plan.js';
import type { RolloutPlan } from '../plan/rollout-plan.js';
import { checkPlan } from '../plan/checks/check-plan.js';
import { checkRollout } from '../rollout/checks/check-rollout.js';
import { courseOf, type Course } from '../rollout/checks/course.js';
import { sortProblems, type Problem } from '../plan/source/problem.js';
import { LARGEST_SOURCE } from '../plan/source/yaml-source.js';
import { readText } from './read-text.js';
import type { FileReader } from './file-reader.js';

/** Bytes of a list file. Lists that AppConfig can hold are smaller: a document has two megabytes at most. */
const LARGEST_LIST = 5_000_000;

/** A plan file that can be carried out. */
export interface LoadedPlan {
  readonly kind: 'plan';
  /** The name under which it was asked for. */
  readonly file: string;
  readonly plan: RolloutPlan;
  /** What it does when everything goes well, as it was checked. */
  readonly course: Course;
  /** Warnings; errors leave no plan. */
  readonly problems: readonly Problem[];
  readonly text: string;
  /** The list files that the plan names, by the name it gives them. */
  readonly lists: Readonly<Record<string, string>>;
}

/** Why there is no plan. */
export type PlanFailure =
  | {
      readonly kind: 'wrong';
      readonly file: string;
      readonly problems: readonly Problem[];
      readonly text: string;
    }
  | { readonly kind: 'unreadable'; readonly file: string; readonly why: string; readonly advice: string };

/** Reads and checks a plan file and the list files beside it. */
export function loadPlan(files: FileReader, file: string): LoadedPlan | PlanFailure {
  const source = readText(files, file, LARGEST_SOURCE);
  if (source.kind === 'wrong') return { kind: 'wrong', file, problems: [source.problem], text: '' };
  if (source.kind === 'unreadable') return { ...source, file };
  const { text } = source;
  const lists: Record<string, string> = {};
  const folder = dirname(resolve(files.cwd, file));
  const read = readPlan(file, text, (name) => {
    const list = readText(files, resolve(folder, name), LARGEST_LIST);
    if (list.kind !== 'text') return undefined;
    lists[name] = list.text;
    return list.text;
  });
  if (!read.plan) return { kind: 'wrong', file, problems: read.problems, text };
  const course = courseOf(read.plan);
  const problems = sortProblems([
    ...read.problems,
    ...[
      ...checkPlan(read.plan),
      ...checkRollout(read.plan, course),
      ...checkAlarms(read.plan, alarmsOf(read.plan)),
    ].map(read.locate),
  ]);
  const wrong = problems.some((problem) => problem.severity === 'error');
  return wrong
    ? { kind: 'wrong', file, problems, text }
    : { kind: 'plan', file, plan: read.plan, course, problems, text, lists };
}
