import { scaled } from './bucket.js';
import { murmur3 } from './murmur3.js';

/**
 * A stand-in for AppConfig's `split`: murmur3(seed + value). AWS does not publish its hash, so this shows shares,
 * consistency and growth as they are documented, but not *who* AppConfig's agent picks.
 */
export function splits(percent: number, seed: string, value: string): boolean {
  // Ten decimals undo the binary rounding of a percentage such as 0.0007.
  return scaled(murmur3(seed + value)) < Math.round(percent * 1e10) / 1e6;
}
