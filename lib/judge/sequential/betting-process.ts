import { logSharesOf, pay, type EvidenceProcess } from './process.js';

export interface BettingOptions {
  /** The highest ratio of the canary's rate to control's that is allowed; of one arm, the highest rate. */
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
  return betting(bets, (x1, n1, x0, n0) => {
    const failures = x1 + x0;
    const theta = (n1 * allowed) / (n1 * allowed + n0);
    return failures === 0 || theta === 0 ? 0 : (x1 / failures - theta) / theta;
  });
}

/**
 * One arm against a threshold (above 0, below 1), whatever the failures of one period have to do with each other: a bet on
 * the period's rate Y = x/n, which pays 1 + c (Y - p0) / p0 and needs only that Y is at most p0 on average.
 */
export function rateBettingProcess({ allowed, bets }: BettingOptions): EvidenceProcess {
  return betting(bets, (x1, n1) => (n1 === 0 ? 0 : (x1 / n1 - allowed) / allowed));
}

/** @param payoffOf what a bet of everything wins, 0 on average while the hypothesis is true and never below -1 */
function betting(
  bets: readonly number[],
  payoffOf: (x1: number, n1: number, x0: number, n0: number) => number,
): EvidenceProcess {
  const increments = new Float64Array(bets.length);
  const logShares = logSharesOf(bets.length);
  return {
    alternatives: bets.length,
    absorb: (capital, x1, n1, x0, n0, weight) => {
      const payoff = payoffOf(x1, n1, x0, n0);
      for (let index = 0; index < increments.length; index += 1)
        increments[index] = payoff === 0 ? 0 : Math.log1p((bets[index] ?? 0) * payoff);
      pay(capital, increments, weight, logShares);
    },
  };
}
