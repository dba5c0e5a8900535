import { logGamma } from '../numbers/log-gamma.js';

/** How firmly the alternatives keep to the expected shares. */
const CONCENTRATION = 100;

/**
 * Evidence that the cohorts' sizes are not what they should be: the Bayes factor of a Dirichlet-multinomial against the
 * expected shares (Lindon and Malek), ln E; good at whatever time one looks.
 * @param observed counts of each part @param expected its share: above 0, together 1
 */
export function sampleRatioEvidence(
  observed: readonly number[],
  expected: readonly number[],
  concentration = CONCENTRATION,
): number {
  const total = observed.reduce((sum, count) => sum + count, 0);
  return observed.reduce(
    (sum, count, index) => {
      const share = expected[index] ?? 0;
      const prior = concentration * share;
      return sum + logGamma(prior + count) - logGamma(prior) - count * Math.log(share);
    },
    logGamma(concentration) - logGamma(concentration + total),
  );
}
