import { continuedFraction } from './continued-fraction.js';
import { logBeta } from './log-gamma.js';

/**
 * The regularised incomplete beta function I_x(a, b): the probability that a Beta(a, b) variable is at most `x`.
 * @param x 0..1
 */
export function incompleteBeta(a: number, b: number, x: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  return x < (a + 1) / (a + b + 2) ? part(a, b, x) : 1 - part(b, a, 1 - x);
}

/** 1 - I_x(a, b), exact where it is small. */
export function upperBeta(a: number, b: number, x: number): number {
  return incompleteBeta(b, a, 1 - x);
}

/** Numerical Recipes 6.4.5; it converges fast below the mean. */
function part(a: number, b: number, x: number): number {
  const front = Math.exp(a * Math.log(x) + b * Math.log1p(-x) - logBeta(a, b)) / a;
  const fraction = continuedFraction(1, (index) => {
    const m = Math.floor(index / 2);
    const numerator =
      index % 2 === 0
        ? (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m))
        : (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    return [numerator, 1];
  });
  return front / fraction;
}
