import { logSharesOf, pay, type EvidenceProcess, type LikelihoodOptions } from './process.js';

/**
 * Two arms: the likelihood ratio of the canary's share of all failures, against the hypothesis that its rate is at most
 * `allowed` times control's. With theta = n1 r / (n1 r + n0), one period pays x1 ln(theta1/theta0) +
 * x0 ln((1-theta1)/(1-theta0)) on the alternative r1 = allowed x factor. Exact for binomial counts with any n1, n0 and
 * base rate, which may change from period to period: what happens to both cohorts alike cancels.
 */
export function ratioProcess({
  allowed,
  factors,
  shares,
  dispersion = 1,
}: LikelihoodOptions): EvidenceProcess {
  const logFactors = Float64Array.from(factors, (factor) => Math.log(factor) / dispersion);
  const costs = new Float64Array(factors.length);
  const increments = new Float64Array(factors.length);
  const logShares = logSharesOf(factors.length, shares);
  let known = NaN;
  return {
    alternatives: factors.length,
    absorb: (capital, x1, n1, x0, n0, weight) => {
      const theta = (n1 * allowed) / (n1 * allowed + n0);
      // The cohorts' sizes change seldom, their failures always.
      if (theta !== known) {
        known = theta;
        for (let index = 0; index < costs.length; index += 1)
          costs[index] = Math.log1p(theta * ((factors[index] ?? 1) - 1)) / dispersion;
      }
      const failures = x1 + x0;
      for (let index = 0; index < increments.length; index += 1)
        increments[index] =
          failures === 0 ? 0 : x1 * (logFactors[index] ?? 0) - failures * (costs[index] ?? 0);
      pay(capital, increments, weight, logShares);
    },
  };
}
