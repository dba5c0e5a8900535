import { lowerGamma, upperGamma } from './incomplete-gamma.js';

/** The probability that a standard normal variable is at most `z`. */
export function normalCdf(z: number): number {
  const half = (z * z) / 2;
  return z <= 0 ? upperGamma(0.5, half) / 2 : (1 + lowerGamma(0.5, half)) / 2;
}
