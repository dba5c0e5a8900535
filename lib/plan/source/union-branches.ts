import type { z } from 'zod';
import { listOf } from './choices.js';
import { nearest } from './nearest.js';
import { keysIn } from './schema-words.js';

type Issue = z.core.$ZodIssue;
type Branch = readonly Issue[];

/**
 * The branch of a union whose author was probably following: its outer form fits, its keys are those that were
 * written, and its mistakes are the furthest inside. `undefined` when no outer form fits.
 */
export function chooseBranch(branches: readonly Branch[], found: unknown): Branch | undefined {
  const fitting = branches.filter((branch) => branch.length > 0 && !branch.some(isOuterMismatch));
  const keys = typeof found === 'object' && found !== null ? Object.keys(found) : [];
  return [...fitting].sort(
    (a, b) => strangeKeys(a, keys) - strangeKeys(b, keys) || depth(b) - depth(a) || a.length - b.length,
  )[0];
}

function isOuterMismatch(issue: Issue): boolean {
  if (issue.path.length > 0) return false;
  if (issue.code === 'invalid_union') return issue.errors.every((branch) => branch.some(isOuterMismatch));
  return issue.code === 'invalid_type' || issue.code === 'invalid_value';
}

/** How many keys are unknown or missing in this branch; a misspelt key counts for little. */
function strangeKeys(branch: Branch, written: readonly string[]): number {
  let count = 0;
  for (const issue of branch) {
    if (issue.code === 'unrecognized_keys' && issue.path.length === 0) {
      const known = keysIn(issue.message);
      for (const key of issue.keys) count += nearest(key, known) === undefined ? 1 : 0.25;
    } else if (issue.path.length === 1 && !written.includes(String(issue.path[0]))) {
      count += 0.5;
    }
  }
  return count;
}

function depth(branch: Branch): number {
  return Math.max(...branch.map((issue) => issue.path.length + (issue.code === 'custom' ? 0.5 : 0)));
}

/** The forms of which a branch that does not fit at all would have had one, for people. */
export function formsOf(issue: Issue): string {
  if (issue.code === 'invalid_value') return listOf(issue.values.map(String));
  if (issue.code === 'invalid_union') {
    return [...new Set(issue.errors.flatMap((branch) => branch.map(formsOf)))].join(', or ');
  }
  return issue.message;
}

/** The words among which a union lets one choose. */
export function literalsOf(branches: readonly Branch[]): readonly string[] {
  return branches.flat().flatMap((issue) => {
    if (issue.code === 'invalid_value') return issue.values.map(String);
    return issue.code === 'invalid_union' ? literalsOf(issue.errors) : [];
  });
}
