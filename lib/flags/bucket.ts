import { BUCKETS } from './exposure.js';
import { absorb, digest } from './murmur3.js';

/**
 * The bucket of a unit under a salt: floor(murmur3_x86_32(utf8(salt + ':' + unit), seed 0) * 1,000,000 / 2^32), which
 * is 0..999,999. Public and stable: docs/bucketing.md has the vectors.
 */
export function bucketOf(salt: string, unit: string): number {
  return bucketer(salt)(unit);
}

/** `bucketOf` for many units under one salt: the salt is hashed once and nothing is allocated per unit. */
export function bucketer(salt: string): (unit: string) => number {
  const prefix = { hash: 0, tail: 0, length: 0 };
  absorb(prefix, `${salt}:`);
  const state = { ...prefix };
  return (unit) => {
    state.hash = prefix.hash;
    state.tail = prefix.tail;
    state.length = prefix.length;
    absorb(state, unit);
    return scaled(digest(state));
  };
}

/** Exact in doubles: the product is below 2^53 and the divisor is a power of two. */
export function scaled(hash: number): number {
  return Math.floor((hash * BUCKETS) / 0x1_0000_0000);
}
