import { lowerGamma } from './incomplete-gamma.js';
import { logGamma } from './log-gamma.js';

const MOST_STEPS = 100;

/**
 * The value below which a chi-squared variable falls with probability `probability`.
 * @param probability above 0, below 1
 * @param freedom degrees of freedom, above 0
 */
export function chiSquaredQuantile(probability: number, freedom: number): number {
  const a = freedom / 2;
  const logGammaOfA = logGamma(a);
  let low = 0;
  let high = Infinity;
  // The mean is a start from which Newton's steps, kept between the bounds, find any quantile.
  let x = a;
  for (let step = 0; step < MOST_STEPS; step += 1) {
    const error = lowerGamma(a, x) - probability;
    if (error > 0) high = x;
    else low = x;
    const slope = Math.exp((a - 1) * Math.log(x) - x - logGammaOfA);
    let next = x - error / slope;
    if (!(next > low && next < high)) next = high === Infinity ? 2 * x : (low + high) / 2;
    if (Math.abs(next - x) <= 1e-15 * x) return 2 * next;
    x = next;
  }
  return 2 * x;
}
