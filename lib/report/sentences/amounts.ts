import { sayPercent } from '../../plan/expressions/amounts.js';

const UNITS = [
  ['week', 604_800_000],
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1000],
] as const;

/** A duration in words, in its largest whole unit: `2 days`, `36 hours`, `one hour`. Weeks only from two on. */
export function sayLong(ms: number): string {
  for (const [unit, length] of UNITS) {
    const count = ms / length;
    if (count < (unit === 'week' ? 2 : 1) || !Number.isInteger(count)) continue;
    return count === 1 ? `one ${unit}` : `${sayNumber(count)} ${unit}s`;
  }
  return `${sayNumber(ms)} ms`;
}

/** A number with thousands set apart. */
export function sayNumber(count: number): string {
  return count.toLocaleString('en-US', { maximumFractionDigits: 4 });
}

/** `1 user`, `1,250 users`. */
export function sayUnits(count: number, audience: { readonly unit: string; readonly units: string }): string {
  return `${sayNumber(count)} ${count === 1 ? audience.unit : audience.units}`;
}

/** A share for people: two digits that count, never `0%` for somebody or `100%` for fewer than everybody. */
export function sayShare(fraction: number): string {
  if (fraction <= 0) return '0%';
  if (fraction >= 1) return '100%';
  if (fraction < 0.0001) return '<0.01%';
  if (fraction > 0.999) return '>99.9%';
  return sayPercent(Number(fraction.toFixed(fraction < 0.01 ? 4 : 3)));
}

/** `a`, `a and b`, `a, b and c`. */
export function sayList(items: readonly string[], word: 'and' | 'or' = 'and'): string {
  if (items.length <= 1) return items[0] ?? 'nobody';
  return `${items.slice(0, -1).join(', ')} ${word} ${items.at(-1) ?? ''}`;
}
