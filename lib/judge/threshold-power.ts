import { incompleteBeta } from './numbers/incomplete-beta.js';
import { lowerGamma } from './numbers/incomplete-gamma.js';
import { normalCdf } from './numbers/normal-cdf.js';
import { divergence } from './power.js';

/** A gate that compares what was measured as it is. Rates are those of bad outcomes: 0..1. */
export type ThresholdTest =
  /** Stops when more than `allowed` of `samples` are bad; whole numbers. */
  | { readonly kind: 'counted'; readonly samples: number; readonly allowed: number }
  /** Stops when more than `allowed` events happen; its rate is the number that is expected in the time. */
  | { readonly kind: 'events'; readonly allowed: number }
  /** Stops when the canary's value is worse than `factor` times control's; `base` is the bad rate of control. */
  | {
      readonly kind: 'compared';
      readonly canary: number;
      readonly control: number;
      readonly base: number;
      readonly factor: number;
      /** Whether the value is that of bad outcomes, and worse above, or of good ones, and worse below. */
      readonly worse: 'above' | 'below';
    };

/** What a test sees it sees with this probability: the convention of power analysis (Cohen 1988, 2.4). */
export const POWER = 0.8;

/** From exp(-30) on a chance is none. */
const CERTAIN = 30;

/**
 * The probability that a test stops when the true bad rate is `rate`.
 *
 * - counted: P(Bin(n, rate) > k) = I_rate(k + 1, n - k) (Abramowitz and Stegun 26.5.24); where Chernoff's bound
 *   exp(-n D(k/n, rate)) leaves less than exp(-30) on the other side, 1 or 0;
 * - events: P(Poisson(rate) > k) = P(k + 1, rate) (26.4.21);
 * - compared: the normal approximation of two independent binomial shares. It is good from about five expected bad
 *   outcomes in each cohort on; below that it is a rough figure.
 */
export function chanceToStop(test: ThresholdTest, rate: number): number {
  switch (test.kind) {
    case 'counted':
      return chanceOfMore(test.samples, test.allowed, Math.min(1, rate));
    case 'events':
      return lowerGamma(test.allowed + 1, rate);
    case 'compared':
      return chanceToBeWorse(test, Math.min(1, rate));
  }
}

function chanceOfMore(samples: number, allowed: number, rate: number): number {
  if (allowed >= samples) return 0;
  if (rate <= 0) return 0;
  if (rate >= 1) return 1;
  const share = (allowed + 0.5) / samples;
  if (share < 1 && samples * divergence(share, rate) > CERTAIN) return rate > share ? 1 : 0;
  return incompleteBeta(allowed + 1, samples - allowed, rate);
}

function chanceToBeWorse(test: ThresholdTest & { readonly kind: 'compared' }, rate: number): number {
  const { canary, control, base, factor, worse } = test;
  if (canary <= 0 || control <= 0) return 0;
  const deviation = Math.sqrt((rate * (1 - rate)) / canary + (factor * factor * base * (1 - base)) / control);
  const beyond = worse === 'above' ? rate - factor * base : factor * (1 - base) - (1 - rate);
  return deviation === 0 ? (beyond > 0 ? 1 : 0) : normalCdf(beyond / deviation);
}

/** Rates that are looked at: the smallest, and how often the rest is halved, in proportions. */
const LEAST_RATE = 1e-15;
const HALVINGS = 60;
/** More events than this nobody counts. */
const MOST_EVENTS = 1e12;

/**
 * The smallest bad rate that a test stops with a probability of at least `power`. For `counted` it is the upper bound of
 * Clopper and Pearson's interval at `allowed`, one-sided with 1 - power; without anything allowed 1 - (1-power)^(1/n).
 * @returns `undefined` when not even everything bad would be stopped
 */
export function leastStopped(test: ThresholdTest, power: number = POWER): number | undefined {
  let high = test.kind === 'events' ? MOST_EVENTS : 1;
  if (chanceToStop(test, high) < power) return undefined;
  let low = LEAST_RATE;
  for (let step = 0; step < HALVINGS; step += 1) {
    const middle = Math.sqrt(low * high);
    if (chanceToStop(test, middle) < power) low = middle;
    else high = middle;
  }
  return high;
}
