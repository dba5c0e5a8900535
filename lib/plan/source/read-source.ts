import type { z } from 'zod';
import { mend, type Mended } from './mend.js';
import { nearest } from './nearest.js';
import { sortProblems, type PlacedProblem, type Problem } from './problem.js';
import { schemaProblems } from './schema-problems.js';
import { sayExpectation } from './schema-words.js';
import { readYamlSource } from './yaml-source.js';

/** What a file says, or everything that is wrong with it. */
export interface SourceResult<T> {
  /** What the file says, when nothing is wrong with it. */
  readonly value: T | undefined;
  /** What is left without the mistakes, when there are some and enough is left. */
  readonly mended: Mended<T> | undefined;
  readonly problems: readonly Problem[];
  /** Gives further findings about this file their line and column. */
  readonly locate: (problem: PlacedProblem) => Problem;
}

/** Reads a YAML file against its schema and reports every mistake at once. Never throws on bad input. */
export function readSource<S extends z.ZodType>(
  file: string,
  text: string,
  schema: S,
): SourceResult<z.output<S>> {
  const { value, problems: mistakes, wrong, locate } = readYamlSource(file, text);
  if (value === undefined)
    return { value: undefined, mended: undefined, problems: sortProblems(mistakes), locate };
  const parsed = schema.safeParse(value, { error: sayExpectation });
  if (parsed.success && mistakes.length === 0)
    return { value: parsed.data, mended: undefined, problems: [], locate };
  const known = new Set(wrong.map((path) => JSON.stringify(path)));
  const placed = parsed.success
    ? []
    : schemaProblems(parsed.error, value).filter(({ path }) => !isWithin(path, known));
  return {
    value: undefined,
    mended: mend(value, [...wrong, ...placed.map(({ path }) => path)], schema),
    problems: sortProblems([...mistakes, ...placed.map(locate)]),
    locate,
  };
}

function isWithin(path: readonly (string | number)[], places: ReadonlySet<string>): boolean {
  return path.some((_, end) => places.has(JSON.stringify(path.slice(0, end + 1))));
}

/** Whether a finding about what is left of a file holds for the file itself, and is not the echo of a mistake in it. */
export function isOwnProblem<T>(problem: PlacedProblem, mended: Mended<T>): boolean {
  if (mended.concerns(mended.toSource(problem.path))) return false;
  if (problem.restsOn && mended.concerns(problem.restsOn)) return false;
  if (!problem.code.startsWith('unknown-')) return true;
  const name = /`([^`]*)`/u.exec(problem.found)?.[1] ?? '';
  const lost = [...mended.lost];
  return nearest(name, lost) === undefined && !lost.some((text) => text.split(/\s+/u).includes(name));
}
