/**
 * The bucket of a unit under a salt, 0..999,999: floor(murmur3_x86_32(utf8(salt + ':' + unit), seed 0) * 1,000,000 /
 * 2^32). Public and stable: docs/bucketing.md has the vectors. It stands here a second time because applications carry
 * this folder alone.
 */
export function bucketOf(salt: string, unit: string): number {
  // A lone surrogate becomes U+FFFD here, as in HTTP clients.
  const bytes = new TextEncoder().encode(`${salt}:${unit}`);
  let hash = 0;
  let block = 0;
  for (const [index, byte] of bytes.entries()) {
    block |= byte << ((index & 3) << 3);
    if ((index & 3) !== 3) continue;
    hash = Math.imul(rotated(hash ^ scrambled(block), 13), 5) + 0xe6546b64;
    block = 0;
  }
  hash ^= scrambled(block) ^ bytes.length;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  hash = (hash ^ (hash >>> 16)) >>> 0;
  // Exact in doubles: the product is below 2^53 and the divisor is a power of two.
  return Math.floor((hash * 1_000_000) / 0x1_0000_0000);
}

function scrambled(block: number): number {
  return Math.imul(rotated(Math.imul(block, 0xcc9e2d51), 15), 0x1b873593);
}

function rotated(bits: number, by: number): number {
  return (bits << by) | (bits >>> (32 - by));
}
