import type { ReadingRange } from '../../judge/reading-range.js';
import { binFrom, binUpTo, rankOf } from './histogram.js';
import type { LatencySeries } from './latency-series.js';
import type { Ticks } from './measured-range.js';
import type { Totals } from './tick-series.js';

/**
 * Bounds of a percentile in every window that has all ticks of the narrow stretch and none outside of the wide one.
 * Where no more samples are above a value than a percentile leaves above itself, the percentile is at most that value.
 * No window has more of them than the widest, nor leaves fewer above itself than the narrowest; and the other way round.
 * @param about where the percentile is expected
 */
export function percentileRange(
  selected: { readonly series: readonly LatencySeries[]; readonly percentile: number; readonly base: number },
  wide: Ticks,
  narrow: Ticks,
  { count: most }: Totals,
  { count: fewest }: Totals,
  about: number,
): ReadingRange {
  const { series, percentile, base } = selected;
  const above = (bin: number, { from, to }: Ticks): number => {
    let sum = 0;
    for (const one of series) sum += one.totalsAbove(bin, from, to).sum;
    return sum;
  };
  // One more or less, because ranks are rounded.
  const least = leftAbove(percentile, fewest) - 1;
  const largest = leftAbove(percentile, most) + 1;
  return {
    kind: 'asked',
    about,
    atMost: (value) => least >= 0 && value > 0 && above(binUpTo(value / base), wide) <= least,
    atLeast: (value) => value <= 0 || above(binFrom(value / base) - 1, narrow) > largest,
    fewest,
    most,
  };
}

/** How many of so many samples are above their percentile. */
function leftAbove(percentile: number, count: number): number {
  return count - rankOf(percentile, count);
}
