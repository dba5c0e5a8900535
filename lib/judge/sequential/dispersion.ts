import { chiSquaredQuantile } from '../numbers/chi-squared-quantile.js';

/** Fewer periods with a failure in them say nothing about dispersion. */
const LEAST_CALM_PERIODS = 60;
/** The dispersion is taken from the lower end of what chance makes of the sum: it is rather too high than too low. */
const CAUTION = 0.1;

/** What an A/A stretch has shown: a few sums. */
export interface CalmStretch {
  /** Pearson's X2 of the canary's share of the failures, over periods with any. */
  readonly pearson: number;
  /** Periods with a failure in them. */
  readonly periods: number;
  /** Failures of both cohorts together. */
  readonly failures: number;
}

/** The sums before the first period. */
export const NO_CALM: CalmStretch = { pearson: 0, periods: 0, failures: 0 };

/** Takes the counts of one more period of an A/A stretch in. */
export function addCalm(calm: CalmStretch, x1: number, n1: number, x0: number, n0: number): CalmStretch {
  const failures = x1 + x0;
  if (failures === 0 || n1 === 0 || n0 === 0) return calm;
  return {
    pearson: calm.pearson + pearsonOf(x1, n1, x0, n0),
    periods: calm.periods + 1,
    failures: calm.failures + failures,
  };
}

/**
 * Pearson's X2 of one period: (x1 - m theta)^2 / (m theta (1-theta)) with m = x1 + x0, theta = n1/(n1+n0). 0 when nothing
 * failed or one cohort is empty: such a period does not count.
 */
export function pearsonOf(x1: number, n1: number, x0: number, n0: number): number {
  const failures = x1 + x0;
  const theta = n1 / (n1 + n0);
  if (failures === 0 || !(theta > 0 && theta < 1)) return 0;
  return (x1 - failures * theta) ** 2 / (failures * theta * (1 - theta));
}

/**
 * How much more than independent samples the counts vary: max(1, X2 / chi-squared quantile(0.1, periods)).
 * @returns `undefined` when the stretch is too short to say
 */
export function dispersionOf(
  { pearson, periods }: Pick<CalmStretch, 'pearson' | 'periods'>,
  least = LEAST_CALM_PERIODS,
): number | undefined {
  if (periods < least) return undefined;
  return Math.max(1, pearson / chiSquaredQuantile(CAUTION, periods));
}
