import { WIN_RATES } from './alternatives.js';
import { logSharesOf, pay, type EvidenceProcess } from './process.js';

/**
 * Percentiles only: whether the canary's percentile of a period is above control's (times what is allowed), which is as
 * likely as not while the two are alike. A win pays 2q, a loss 2(1-q); a tie is not bet on. It assumes that the noise of
 * both percentiles is alike, which fails when one cohort is far smaller: counts above a limit are better wherever they
 * can be had. Its counts are wins: x1 of n1 = 1, or none with n1 = 0 for a tie.
 */
export function signProcess(rates: readonly number[] = WIN_RATES): EvidenceProcess {
  const won = Float64Array.from(rates, (rate) => Math.log(2 * rate));
  const lost = Float64Array.from(rates, (rate) => Math.log(2 * (1 - rate)));
  const increments = new Float64Array(rates.length);
  const logShares = logSharesOf(rates.length);
  return {
    alternatives: rates.length,
    absorb: (capital, x1, n1, _x0, _n0, weight) => {
      for (let index = 0; index < increments.length; index += 1)
        increments[index] = x1 * (won[index] ?? 0) + (n1 - x1) * (lost[index] ?? 0);
      pay(capital, increments, weight, logShares);
    },
  };
}
