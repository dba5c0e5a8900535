import type { Peer } from './peer.js';

/** The prior's standard deviation of the difference, as a share of the base rate. */
const PRIOR_SHARE = 0.5;

/**
 * The log of the mixture likelihood ratio of "the arms differ" against "they are equal", with a normal prior on the
 * difference of the shares of errors. With n requests in each arm, V = x(1 - x) + y(1 - y) and d = y - x it is
 * 0.5 ln(V/(V + n tau^2)) + n^2 tau^2 d^2/(2V(V + n tau^2)) (Johari, Koomen, Pekelis, Walsh); arms of unequal size
 * stand in it by the variance of d, which V/n is for equal ones.
 * @param tau the prior's standard deviation of the difference, in shares
 */
export function logMixtureRatio(x1: number, n1: number, x0: number, n0: number, tau: number): number {
  const canary = x1 / n1;
  const control = x0 / n0;
  const difference = canary - control;
  const variance = (canary * (1 - canary)) / n1 + (control * (1 - control)) / n0;
  // Without variance the arms are as equal or as different as can be; the formula has only limits there.
  if (variance === 0) return difference === 0 ? 0 : Infinity;
  const prior = tau * tau;
  const both = variance + prior;
  return 0.5 * Math.log(variance / both) + (prior * difference * difference) / (2 * variance * both);
}

/** The always-valid p-value after one more look: it never rises, and never lies above 1. */
export function alwaysValidP(previous: number, logRatio: number): number {
  return Math.min(1, previous, Math.exp(-logRatio));
}

/**
 * The mixture sequential probability ratio test for Bernoulli outcomes: looks at all requests so far every minute,
 * and reverts when the always-valid p-value has come down to alpha. The test is two-sided; only looks at which the
 * canary is the worse arm count against it.
 * Source: Johari, Koomen, Pekelis, Walsh, "Always valid inference", Operations Research 70(3), 2022.
 * @param alpha the chance to revert a canary that is as good as control, 0 to 1
 */
export function msprt(alpha: number): Peer {
  return {
    name: `mSPRT, alpha ${alpha}`,
    source: 'Johari, Koomen, Pekelis, Walsh: Always valid inference',
    everyMinutes: 1,
    start({ baseRate }) {
      const tau = PRIOR_SHARE * baseRate;
      let canaryErrors = 0;
      let canaryRequests = 0;
      let controlErrors = 0;
      let controlRequests = 0;
      let p = 1;
      return {
        minute(x1, n1, x0, n0) {
          canaryErrors += x1;
          canaryRequests += n1;
          controlErrors += x0;
          controlRequests += n0;
          if (canaryErrors * controlRequests > controlErrors * canaryRequests) {
            p = alwaysValidP(
              p,
              logMixtureRatio(canaryErrors, canaryRequests, controlErrors, controlRequests, tau),
            );
          }
          return p <= alpha;
        },
      };
    },
  };
}
