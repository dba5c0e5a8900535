import { logSharesOf, pay, type EvidenceProcess, type LikelihoodOptions } from './process.js';

/** No alternative claims that nearly everything fails. */
const HIGHEST_RATE = 0.999;

/**
 * One arm against a threshold: the likelihood ratio of x failures among n samples, against the hypothesis that the rate
 * is at most `allowed`. One period pays x ln(p1/p0) + (n-x) ln((1-p1)/(1-p0)). Control is not looked at: what happens to
 * everybody counts.
 */
export function rateProcess({
  allowed,
  factors,
  shares,
  dispersion = 1,
}: LikelihoodOptions): EvidenceProcess {
  const rates = factors.map((factor) => Math.min(HIGHEST_RATE, factor * allowed));
  const failed = Float64Array.from(rates, (rate) => Math.log(rate / allowed) / dispersion);
  const passed = Float64Array.from(rates, (rate) => (Math.log1p(-rate) - Math.log1p(-allowed)) / dispersion);
  const increments = new Float64Array(factors.length);
  const logShares = logSharesOf(factors.length, shares);
  return {
    alternatives: factors.length,
    absorb: (capital, x1, n1, _x0, _n0, weight) => {
      for (let index = 0; index < increments.length; index += 1)
        increments[index] = x1 * (failed[index] ?? 0) + (n1 - x1) * (passed[index] ?? 0);
      pay(capital, increments, weight, logShares);
    },
  };
}
