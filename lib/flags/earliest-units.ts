import { wellFormed } from './well-formed.js';

/** The units of a list, each once, as AppConfig will see them. */
export function distinctUnits(units: readonly string[]): string[] {
  return [...new Set(units.map(wellFormed))];
}

/**
 * The `count` units with the lowest buckets, lowest first; units that share a bucket in the order of their names. A
 * larger count begins with the units of a smaller one.
 */
export function earliestUnits(
  units: readonly string[],
  count: number,
  bucketOf: (unit: string) => number,
): string[] {
  return distinctUnits(units)
    .map((unit) => ({ unit, bucket: bucketOf(unit) }))
    .sort((a, b) => a.bucket - b.bucket || (a.unit < b.unit ? -1 : 1))
    .slice(0, count)
    .map(({ unit }) => unit);
}
