import { logSharesOf, pay, type EvidenceProcess } from './process.js';

export interface BettingOptions {
  /** The highest ratio of the canary's rate to control's that is allowed. */
  readonly allowed: number;
  /** Parts of the capital that are bet: 0..1, 1 not included. */
  readonly bets: readonly number[];
}

/**
 * Two arms, whatever the failures of one period have to do with each other: a bet on the canary's share of them,
 * Y = x1/(x1+x0), which pays 1 + c (Y - theta) / theta with theta = n1 r / (n1 r + n0) (Waudby-Smith and Ramdas). It needs
 * only that Y is theta on average, so that bursts cost it nothing, and it takes more periods than the likelihood ratio.
 */
export function bettingProcess({ allowed, bets }: BettingOptions): EvidenceProcess {
  const increments = new Float64Array(bets.length);
  const logShares = logSharesOf(bets.length);
  return {
    alternatives: bets.length,
    absorb: (capital, x1, n1, x0, n0, weight) => {
      const failures = x1 + x0;
      const theta = (n1 * allowed) / (n1 * allowed + n0);
      const payoff = failures === 0 || theta === 0 ? 0 : (x1 / failures - theta) / theta;
      for (let index = 0; index < increments.length; index += 1)
        increments[index] = payoff === 0 ? 0 : Math.log1p((bets[index] ?? 0) * payoff);
      pay(capital, increments, weight, logShares);
    },
  };
}
