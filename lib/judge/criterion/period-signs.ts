import type { Reading } from '../reading.js';
import { countedIn, type Counted } from './period-counts.js';
import type { GatheringProcedure } from './criterion-processes.js';

type Signs = GatheringProcedure & { readonly kind: 'signs' };

/**
 * The chance that a percentile of n samples is on one side of the true one: at most P(Bin(n, 1-q) >= floor(n (1-q))), or
 * P(Bin(n, 1-q) <= floor(n (1-q))), whichever rank is taken for it. With n q (1-q) >= 25 that is at most 0.605 for each of
 * the percentiles that a plan can name.
 */
export const FAIR_SIGN = 0.61;
/** How often a canary's percentile is on the worse side when it has become worse: all above `FAIR_SIGN`. */
export const SIGN_RATES: readonly number[] = [0.7, 0.85, 0.97];
/** Standard deviation of the number of samples above the percentile: sqrt(n q (1-q)). */
const LEAST_DEVIATION = 5;

/** Samples of a cohort in one period, below which its percentile says too little to be compared. */
export function samplesForSign(percentile: number): number {
  // In whole numbers: 0.95 x 0.05 is not what it should be in the last bit.
  return Math.ceil((LEAST_DEVIATION ** 2 * 10_000) / (percentile * (100 - percentile)));
}

/** The samples behind a percentile; nonsense is refused. */
export function samplesBehind(reading: Reading | undefined): Counted {
  if (reading?.kind === 'value' && !Number.isFinite(reading.value))
    return { kind: 'refused', because: `${String(reading.value)} is no percentile` };
  return countedIn(reading?.kind === 'value' ? { ...reading, part: 0 } : reading, 'part');
}

/** For which side a period speaks; a tie for neither, and it counts as lost for whoever has bet on one. */
export type Sign = 'for' | 'against' | 'tie';

/**
 * The outcome of one period: `for` when the canary's percentile is on the side that the claim speaks of; nothing when one
 * of the cohorts has too few samples.
 */
export function signIn(
  canary: Reading | undefined,
  control: Reading | undefined,
  { side, allowed, percentile }: Signs,
): Sign | undefined {
  if (canary?.kind !== 'value' || control?.kind !== 'value') return undefined;
  const least = samplesForSign(percentile);
  if (canary.samples < least || control.samples < least) return undefined;
  const difference = canary.value - allowed * control.value;
  if (difference === 0) return 'tie';
  return difference > 0 === (side === 'above') ? 'for' : 'against';
}
