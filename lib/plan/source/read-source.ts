import type { z } from 'zod';
import { sortProblems, type PlacedProblem, type Problem } from './problem.js';
import { schemaProblems } from './schema-problems.js';
import { readYamlSource } from './yaml-source.js';

/** What a file says, or everything that is wrong with it. */
export interface SourceResult<T> {
  readonly value: T | undefined;
  readonly problems: readonly Problem[];
  readonly locate: (problem: PlacedProblem) => Problem;
}

/** Reads a YAML file against its schema and reports every mistake at once. Never throws on bad input. */
export function readSource<S extends z.ZodType>(file: string, text: string, schema: S): SourceResult<z.output<S>> {
  const yaml = readYamlSource(file, text);
  if (yaml.problems.length > 0) return { value: undefined, problems: sortProblems(yaml.problems), locate: yaml.locate };
  const parsed = schema.safeParse(yaml.value);
  if (parsed.success) return { value: parsed.data, problems: [], locate: yaml.locate };
  return {
    value: undefined,
    problems: sortProblems(schemaProblems(parsed.error, yaml.value).map(yaml.locate)),
    locate: yaml.locate,
  };
}
