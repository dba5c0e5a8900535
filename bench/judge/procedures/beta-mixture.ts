import { logBeta } from '../../../lib/judge/numbers/log-gamma.js';
import { upperBeta } from '../../../lib/judge/numbers/incomplete-beta.js';

export interface BetaMixture {
  /** The rate of the hypothesis. */
  readonly allowed: number;
  /** The Beta prior of the alternatives. */
  readonly a: number;
  readonly b: number;
}

/** Evidence against "the rate is `allowed`" by a Beta mixture over all rates: ln E. */
export function twoSidedMixture(failures: number, samples: number, { allowed, a, b }: BetaMixture): number {
  const passed = samples - failures;
  return (
    logBeta(a + failures, b + passed) -
    logBeta(a, b) -
    failures * Math.log(allowed) -
    passed * Math.log1p(-allowed)
  );
}

/** Evidence against "the rate is at most `allowed`": the mixture over the higher rates alone. */
export function oneSidedMixture(failures: number, samples: number, mixture: BetaMixture): number {
  const { allowed, a, b } = mixture;
  const above = Math.log(upperBeta(a + failures, b + samples - failures, allowed));
  return twoSidedMixture(failures, samples, mixture) + above - Math.log(upperBeta(a, b, allowed));
}
