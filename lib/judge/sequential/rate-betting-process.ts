import { logSharesOf, pay, type EvidenceProcess } from './process.js';

export interface RateBettingOptions {
  /** The highest rate that is allowed: above 0, below 1. */
  readonly allowed: number;
  /** Parts of the capital that are bet: 0..1, 1 not included. */
  readonly bets: readonly number[];
}

/**
 * One arm against a threshold, whatever the failures of one period have to do with each other: a bet on the period's
 * rate Y = x/n, which pays 1 + c (Y - p0) / p0 and needs only that Y is at most p0 on average.
 */
export function rateBettingProcess({ allowed, bets }: RateBettingOptions): EvidenceProcess {
  const increments = new Float64Array(bets.length);
  const logShares = logSharesOf(bets.length);
  return {
    alternatives: bets.length,
    absorb: (capital, x1, n1, _x0, _n0, weight) => {
      const payoff = n1 === 0 ? 0 : (x1 / n1 - allowed) / allowed;
      for (let index = 0; index < increments.length; index += 1)
        increments[index] = payoff === 0 ? 0 : Math.log1p((bets[index] ?? 0) * payoff);
      pay(capital, increments, weight, logShares);
    },
  };
}
