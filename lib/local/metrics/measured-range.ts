import type { Reading } from '../../judge/reading.js';
import type { ReadingRange } from '../../judge/reading-range.js';
import { percentileRange } from './percentile-range.js';
import type { Selected } from './selection.js';
import { totalsOf, type Totals } from './tick-series.js';

/** A stretch of ticks: `from` included, `to` not. */
export interface Ticks {
  readonly from: number;
  readonly to: number;
}

/** The windows between a first and a last one: each begins and ends no earlier than the one before. */
export interface SlidingTicks {
  readonly first: Ticks;
  readonly last: Ticks;
  /** How many ticks each of them has, at least and at most. */
  readonly lengths: readonly [shortest: number, longest: number];
}

/**
 * What every window between two can read at most and at least, from the ticks that all of them have and those that any
 * of them has. All ticks must be published. Nothing where that says nothing.
 * @param about where the value of a percentile is expected
 */
export function measuredRange(
  selected: Selected,
  { first, last, lengths }: SlidingTicks,
  about: number,
): ReadingRange | undefined {
  const wide = { from: first.from, to: last.to };
  const narrow = { from: last.from, to: first.to };
  const most = totalsOf(selected.series, wide.from, wide.to);
  if (most.count === 0 && selected.kind !== 'amount') return { kind: 'same', reading: { kind: 'empty' } };
  if (narrow.to <= narrow.from) return undefined;
  const fewest = totalsOf(selected.series, narrow.from, narrow.to);
  const between = (low: number, high: number): ReadingRange => ({
    kind: 'between',
    low,
    high,
    fewest: fewest.count,
    most: most.count,
  });
  // What values are above the least that they can be only adds up, also where they are negative.
  const meanBetween = (lowest: number): ReadingRange => {
    const above = (totals: Totals): number => totals.sum - lowest * totals.count;
    return between(lowest + above(fewest) / most.count, lowest + above(most) / fewest.count);
  };
  if (selected.kind === 'amount') return amounts(selected.perTicks, lengths, fewest, most);
  if (fewest.count === 0) return undefined;
  switch (selected.kind) {
    case 'ratio':
      if (fewest.count === most.count && fewest.sum === most.sum)
        return { kind: 'same', reading: ratioOf(most) };
      return meanBetween(selected.lowest);
    case 'average':
      return meanBetween(selected.lowest);
    case 'extreme': {
      const all = extremeOf(selected, wide);
      const some = extremeOf(selected, narrow);
      if (all === undefined || some === undefined) return undefined;
      return between(Math.min(all, some), Math.max(all, some));
    }
    case 'percentile':
      return percentileRange(selected, wide, narrow, most, fewest, about);
  }
}

function ratioOf({ count, sum }: Totals): Reading {
  return { kind: 'value', value: sum / count, samples: count, part: sum };
}

/** Zeros are published: there is a value in every window, and as many samples as ticks. */
function amounts(
  perTicks: number | undefined,
  [shortest, longest]: SlidingTicks['lengths'],
  fewest: Totals,
  most: Totals,
): ReadingRange {
  return {
    kind: 'between',
    low: perTicks === undefined ? fewest.sum : (fewest.sum * perTicks) / longest,
    high: perTicks === undefined ? most.sum : (most.sum * perTicks) / shortest,
    fewest: Math.max(shortest, fewest.count),
    most: Math.max(longest, most.count),
  };
}

function extremeOf(
  { which, series }: Selected & { readonly kind: 'extreme' },
  { from, to }: Ticks,
): number | undefined {
  const values = series.flatMap((one) => one.extreme(from, to) ?? []);
  if (values.length === 0) return undefined;
  return which === 'min' ? Math.min(...values) : Math.max(...values);
}
