import type { Peer } from './peer.js';

/** GrowthBook's own settings: the error it allows, and the requests its sequence is tuned to be narrowest at. */
const ALPHA = 0.05;
const TUNED_FOR = 5000;

/**
 * The variance of the difference of two shares of errors, each p(1 - p)/n: the population variance, as GrowthBook
 * takes it for proportions.
 */
export function differenceVariance(x1: number, n1: number, x0: number, n0: number): number {
  const canary = x1 / n1;
  const control = x0 / n0;
  return (canary * (1 - canary)) / n1 + (control * (1 - control)) / n0;
}

/**
 * The tuning parameter rho (equation 161 of Waudby-Smith et al., arXiv 2103.06476v7).
 * @param level alpha of a two-sided sequence, 2 alpha of a one-sided one
 * @param tunedFor N*, the requests of both arms at which the sequence is narrowest
 */
export function tuning(level: number, tunedFor: number): number {
  const surprise = -2 * Math.log(level);
  return Math.sqrt((surprise + Math.log(surprise + 1)) / tunedFor);
}

/**
 * The half-width of the one-sided asymptotic confidence sequence (equation 134 of arXiv 2103.06476v7), in shares.
 * @param variance of the estimated difference
 * @param requests of both arms
 */
export function oneSidedHalfwidth(variance: number, requests: number, alpha: number, rho: number): number {
  const spread = requests * rho * rho;
  const factor = (2 * (spread + 1)) / (spread * requests);
  return Math.sqrt(variance * requests * factor * Math.log(1 + Math.sqrt(spread + 1) / (2 * alpha)));
}

/**
 * GrowthBook's Safe Rollouts: looks at all requests so far every so many minutes, and rolls back when the one-sided
 * 95% confidence sequence of canary minus control lies above 0. As in GrowthBook, an arm without variance (no error
 * yet, or nothing but errors) leaves the test without a result.
 * Source: growthbook/growthbook, packages/stats/gbstats/frequentist/tests.py at 8f1db44.
 */
function growthBook(everyMinutes: 1 | 10 | 360, cadence: string): Peer {
  const rho = tuning(2 * ALPHA, TUNED_FOR);
  return {
    name: `GrowthBook, ${cadence}`,
    source: 'growthbook/growthbook packages/stats/gbstats/frequentist/tests.py@8f1db44, arXiv 2103.06476v7',
    everyMinutes,
    start() {
      let minutes = 0;
      let canaryErrors = 0;
      let canaryRequests = 0;
      let controlErrors = 0;
      let controlRequests = 0;
      return {
        minute(x1, n1, x0, n0) {
          canaryErrors += x1;
          canaryRequests += n1;
          controlErrors += x0;
          controlRequests += n0;
          minutes += 1;
          if (minutes < everyMinutes) return false;
          minutes = 0;
          if (canaryErrors === 0 || canaryErrors === canaryRequests) return false;
          if (controlErrors === 0 || controlErrors === controlRequests) return false;
          const difference = canaryErrors / canaryRequests - controlErrors / controlRequests;
          if (difference <= 0) return false;
          const variance = differenceVariance(canaryErrors, canaryRequests, controlErrors, controlRequests);
          return difference > oneSidedHalfwidth(variance, canaryRequests + controlRequests, ALPHA, rho);
        },
      };
    },
  };
}

/** GrowthBook's test, looked at every minute: faster than the product allows. */
export const growthBookEveryMinute = growthBook(1, 'every minute');

/** GrowthBook at the shortest schedule its validator accepts (`updateScheduleMinutes`). */
export const growthBookAtFloor = growthBook(10, 'its floor of 10 minutes');

/** GrowthBook at its default schedule (docs/features/ramp-schedules.mdx). */
export const growthBookAtDefault = growthBook(360, 'its default of 6 hours');
