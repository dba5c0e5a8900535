/** How often something happened in how many runs, and what its probability may be. */
export interface Proportion {
  readonly count: number;
  readonly of: number;
  /** The bounds of the probability at a confidence of 95 %. */
  readonly low: number;
  readonly high: number;
}

/** Of the two tails together. */
const RISK = 0.05;

/**
 * A proportion with its exact (Clopper-Pearson) interval: the probabilities of which this count, or one farther off, is no
 * rarer than 2.5 % on either side. C. J. Clopper, E. S. Pearson, Biometrika 26 (1934) 404-413.
 */
export function proportion(count: number, of: number): Proportion {
  if (of === 0) return { count: 0, of: 0, low: 0, high: 1 };
  return {
    count,
    of,
    low: count === 0 ? 0 : solve((p) => 1 - atMost(count - 1, of, p) >= RISK / 2),
    high: count === of ? 1 : solve((p) => atMost(count, of, p) <= RISK / 2),
  };
}

/** About how many runs without the event it takes to be sure that it is no more likely than this. */
export function runsNeeded(probability: number): number {
  return Math.ceil(Math.log(RISK / 2) / Math.log1p(-probability));
}

/** The smallest p in 0..1 for which it holds; it holds from there on. */
function solve(holds: (p: number) => boolean): number {
  let low = 0;
  let high = 1;
  for (let step = 0; step < 60; step += 1) {
    const middle = (low + high) / 2;
    if (holds(middle)) high = middle;
    else low = middle;
  }
  return high;
}

/** The probability of at most `count` events in `of`, each with probability p in 0..1. */
function atMost(count: number, of: number, p: number): number {
  if (p <= 0) return 1;
  if (p >= 1) return count >= of ? 1 : 0;
  // Each term from the one before, in logarithms: the first may be far below what a number can hold.
  let term = of * Math.log1p(-p);
  let sum = Math.exp(term);
  const odds = Math.log(p) - Math.log1p(-p);
  for (let k = 1; k <= count; k += 1) {
    term += Math.log((of - k + 1) / k) + odds;
    sum += Math.exp(term);
  }
  return Math.min(1, sum);
}
