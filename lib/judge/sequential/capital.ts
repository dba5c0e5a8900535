import { logMeanExp, logAddExp } from '../numbers/log-space.js';

/**
 * What a mixture of bets against a hypothesis has won so far: while the hypothesis is true its expectation never rises
 * above the 1 that it began with, so that it reaches 1/risk with a probability of at most `risk`, at whatever time one
 * looks (Ville's inequality). Natural logarithms throughout.
 */
export interface Capital {
  /** For each alternative, the logarithm of what was bet on it and won; -Infinity before the first bet. */
  readonly logs: Float64Array;
  /** The part of the first 1 that is still to be bet: 0..1. */
  unspent: number;
}

/** The capital before the first period. */
export function startCapital(alternatives: number): Capital {
  return { logs: new Float64Array(alternatives).fill(-Infinity), unspent: 1 };
}

/**
 * Evidence against the hypothesis: the logarithm of the capital. `1/risk` is `Math.log(1 / risk)` here.
 * N = mean of the alternatives' capitals + what is not bet yet (weighted Shiryaev-Roberts; docs/judge.md).
 */
export function logEvidence({ logs, unspent }: Capital): number {
  const won = logMeanExp(logs);
  return unspent > 0 ? logAddExp(won, Math.log(unspent)) : won;
}

/** Whether the evidence is at least `limit`, a logarithm above 0: cheaper than to ask how much it is. */
export function reaches(capital: Capital, limit: number): boolean {
  const { logs } = capital;
  // What is not bet is at most 1, and a mean is at most its greatest part.
  const least = limit + Math.log1p(-Math.exp(-limit));
  for (let index = 0; index < logs.length; index += 1)
    if ((logs[index] ?? 0) >= least) return logEvidence(capital) >= limit;
  return false;
}

/** Takes as much of what is left as is asked for. @returns the logarithm of it; -Infinity when nothing is left */
export function bet(capital: Capital, weight: number): number {
  const given = Math.min(Math.max(weight, 0), capital.unspent);
  capital.unspent -= given;
  return given > 0 ? Math.log(given) : -Infinity;
}
