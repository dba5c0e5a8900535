import { listOf, sayChoices } from '../source/choices.js';
import type { Path, PlacedProblem } from '../source/problem.js';

/** So many problems get a proposal; beyond that nobody reads them, and looking for them takes time. */
const MOST_PROPOSALS = 200;

/** Collects the problems that are found while a plan is compiled. */
export class Reports {
  readonly problems: PlacedProblem[] = [];

  error(path: Path, problem: Omit<PlacedProblem, 'path' | 'severity'>): void {
    this.problems.push({ severity: 'error', path, ...problem });
  }

  warn(path: Path, problem: Omit<PlacedProblem, 'path' | 'severity'>): void {
    this.problems.push({ severity: 'warning', path, ...problem });
  }

  /** Reports a name that nothing in the plan defines. */
  unknown(path: Path, what: string, name: string, known: readonly string[], offset?: number): void {
    this.error(path, {
      code: `unknown-${what.replaceAll(' ', '-')}`,
      found: `the ${what} \`${name}\``,
      ...(this.problems.length < MOST_PROPOSALS
        ? sayChoices(name, known, 12)
        : { allowed: listOf(known, 12) }),
      ...(offset === undefined ? {} : { offset }),
    });
  }

  /** Whether `name` is known; reports it otherwise. */
  knows(path: Path, what: string, name: string, known: readonly string[], offset?: number): boolean {
    if (known.includes(name)) return true;
    this.unknown(path, what, name, known, offset);
    return false;
  }
}
