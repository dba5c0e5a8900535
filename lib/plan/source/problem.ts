/** A mistake, or something worth knowing, in a file that a person wrote. */
export interface Problem {
  readonly severity: 'error' | 'warning';
  /** A short stable name of the rule, such as `unknown-metric`. */
  readonly code: string;
  readonly file: string;
  /** Counted from 1. */
  readonly line: number;
  /** Counted from 1. */
  readonly column: number;
  /** What was found. */
  readonly found: string;
  /** What is allowed there. */
  readonly allowed?: string;
  /** What to do. */
  readonly advice?: string;
}

/** A problem before its place is known: where it is, as a path into the file and an offset into the text there. */
export interface PlacedProblem extends Omit<Problem, 'file' | 'line' | 'column'> {
  readonly path: Path;
  /** Characters into the scalar at `path`. */
  readonly offset?: number;
  /** Points at the key instead of at the value. */
  readonly atKey?: boolean;
  /** The definition elsewhere in the file that makes it a problem: when that is wrong itself, nothing is said here. */
  readonly restsOn?: Path;
}

export type Path = readonly (string | number)[];

/** Problems in the order of the file, each place and rule once. */
export function sortProblems(problems: readonly Problem[]): readonly Problem[] {
  const seen = new Set<string>();
  return [...problems]
    .sort((a, b) => a.line - b.line || a.column - b.column || a.code.localeCompare(b.code))
    .filter((problem) => {
      const key = `${String(problem.line)}:${String(problem.column)}:${problem.code}:${problem.found}`;
      return seen.has(key) ? false : seen.add(key) !== undefined;
    });
}
