import { InvalidArgumentError } from 'commander';
import { readDuration } from '../plan/expressions/amounts.js';
import { readExpression } from '../plan/expressions/reader.js';

/** Parses a whole number given on the command line. */
export function numberArgument(text: string): number {
  if (!/^\d{1,9}$/u.test(text))
    throw new InvalidArgumentError('a whole number from 0 to 999999999 is needed.');
  return Number(text);
}

/** Parses a duration given on the command line; milliseconds. */
export function durationArgument(text: string): number {
  const result = readExpression(text, (reader) => reader.must(readDuration(reader)));
  if (!result.ok) throw new InvalidArgumentError('a duration such as 14d is needed.');
  return result.value;
}
