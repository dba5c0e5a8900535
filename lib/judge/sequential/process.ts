import { logAddExp } from '../numbers/log-space.js';
import { bet, type Capital } from './capital.js';

/** One procedure with its constants: what a period's counts do to the capital of each of its alternatives. */
export interface EvidenceProcess {
  readonly alternatives: number;
  /**
   * Takes the counts of one period in.
   * @param x1 bad samples of the canary @param n1 all samples of the canary
   * @param x0 bad samples of control @param n0 all samples of control
   * @param weight how much of the capital begins to be bet with this period: a regression may begin here
   */
  absorb(capital: Capital, x1: number, n1: number, x0: number, n0: number, weight: number): void;
}

/** The constants of a likelihood ratio against "at most `allowed`". */
export interface LikelihoodOptions {
  /**
   * The highest that is allowed (the lowest, where `factors` are below 1): of two arms the ratio of the canary's rate to
   * control's, of one the rate, above 0 and below 1.
   */
  readonly allowed: number;
  /** Alternatives, as factors of `allowed`: above 1 against "not higher", below 1 against "not lower". */
  readonly factors: readonly number[];
  /** The part of the capital that is bet on each of them, together 1. @default equal parts */
  readonly shares?: readonly number[];
  /** How much more than independent samples the counts vary; evidence is divided by it. @default 1 */
  readonly dispersion?: number;
}

/**
 * Bets `weight` on the alternatives, then multiplies each capital by what the period has paid.
 * @param logShares how much of it each gets, as the logarithm of a multiple of an equal share
 */
export function pay(
  capital: Capital,
  increments: Float64Array,
  weight: number,
  logShares: Float64Array,
): void {
  const { logs } = capital;
  const logWeight = bet(capital, weight);
  for (let index = 0; index < logs.length; index += 1)
    logs[index] =
      (increments[index] ?? 0) + logAddExp(logs[index] ?? -Infinity, logWeight + (logShares[index] ?? 0));
}

/** Shares of alternatives for `pay`: equal ones when nothing is said. @param shares together 1 */
export function logSharesOf(alternatives: number, shares?: readonly number[]): Float64Array {
  if (!shares) return new Float64Array(alternatives);
  return Float64Array.from(shares, (share) => Math.log(share * alternatives));
}
