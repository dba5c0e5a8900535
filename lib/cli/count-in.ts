import { InvalidArgumentError } from 'commander';

/** Reads a whole number above 0. */
export function countIn(text: string): number {
  const count = Number(text);
  if (Number.isSafeInteger(count) && count > 0) return count;
  throw new InvalidArgumentError('a whole number above 0 is needed');
}
