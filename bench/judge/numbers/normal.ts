import { normalCdf } from '../../../lib/judge/numbers/normal-cdf.js';

/** The logarithm of `normalCdf`, far into its lower tail. */
export function logNormalCdf(z: number): number {
  return z > -30 ? Math.log(normalCdf(z)) : logTail(-z);
}

/** The value below which a standard normal variable falls with this probability: above 0, below 1. */
export function normalQuantile(probability: number): number {
  if (probability > 0.5) return -normalQuantile(1 - probability);
  let low = -40;
  let high = 0;
  for (;;) {
    const middle = (low + high) / 2;
    if (middle === low || middle === high) return middle;
    if (normalCdf(middle) < probability) low = middle;
    else high = middle;
  }
}

/** Mills' ratio by its asymptotic series. */
function logTail(z: number): number {
  const inverse = 1 / (z * z);
  const series = 1 - inverse * (1 - 3 * inverse * (1 - 5 * inverse * (1 - 7 * inverse)));
  return -(z * z) / 2 - Math.log(z) - 0.5 * Math.log(2 * Math.PI) + Math.log(series);
}
