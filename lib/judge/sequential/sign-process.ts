import { WIN_RATES } from './alternatives.js';
import { logSharesOf, pay, type EvidenceProcess } from './process.js';

/**
 * Percentiles only: whether the canary's percentile of a period is above control's (times what is allowed), which has a
 * chance of at most `fair` while the two are alike. A win pays q/fair, a loss (1-q)/(1-fair). Counts above a limit tell
 * more wherever they can be had. Its counts are wins: x1 of n1 = 1; whoever may have ties counts them as losses, or leaves
 * them out (n1 = 0) where they are as likely on either side.
 * @param rates how often the canary's is the higher one when it has become worse: above `fair`
 * @param fair 0.5 when both percentiles vary alike, more when one cohort is far smaller
 */
export function signProcess(rates: readonly number[] = WIN_RATES, fair = 0.5): EvidenceProcess {
  const won = Float64Array.from(rates, (rate) => Math.log(rate / fair));
  const lost = Float64Array.from(rates, (rate) => Math.log((1 - rate) / (1 - fair)));
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
