import { continuedFraction } from './continued-fraction.js';
import { logGamma } from './log-gamma.js';

const MOST_TERMS = 100_000;

/** The regularised lower incomplete gamma function P(a, x). @param a above 0 @param x at least 0 */
export function lowerGamma(a: number, x: number): number {
  if (x <= 0) return 0;
  return x < a + 1 ? series(a, x) : 1 - fraction(a, x);
}

/** The regularised upper incomplete gamma function Q(a, x) = 1 - P(a, x), exact in its tail. */
export function upperGamma(a: number, x: number): number {
  if (x <= 0) return 1;
  return x < a + 1 ? 1 - series(a, x) : fraction(a, x);
}

/** Numerical Recipes 6.2.5: sums while the terms count. */
function series(a: number, x: number): number {
  let term = 1 / a;
  let sum = term;
  for (let index = 1; index < MOST_TERMS; index += 1) {
    term *= x / (a + index);
    sum += term;
    if (term < sum * 1e-17) break;
  }
  return sum * density(a, x);
}

function fraction(a: number, x: number): number {
  const first = x + 1 - a;
  return density(a, x) / continuedFraction(first, (index) => [-index * (index - a), first + 2 * index]);
}

function density(a: number, x: number): number {
  return Math.exp(a * Math.log(x) - x - logGamma(a));
}
