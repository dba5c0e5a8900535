import { readFileSync } from 'node:fs';
import fc from '../fast-check.js';
import { absorb, digest, murmur3 } from '../../lib/flags/murmur3.js';

interface Vector {
  readonly input: string;
  readonly seed: number;
  readonly out: number;
}
const vectors = (
  JSON.parse(readFileSync('test/fixtures/bucketing-vectors.json', 'utf8')) as { murmur3_x86_32: Vector[] }
).murmur3_x86_32;

/** The reference algorithm over a finished byte array, written for clarity. */
function overBytes(bytes: Uint8Array, seed: number): number {
  const rotated = (value: number, by: number) => (value << by) | (value >>> (32 - by));
  let hash = seed;
  for (let start = 0; start < bytes.length; start += 4) {
    const block = bytes
      .subarray(start, start + 4)
      .reduce((sum, byte, index) => sum | (byte << (8 * index)), 0);
    hash ^= Math.imul(rotated(Math.imul(block, 0xcc9e2d51), 15), 0x1b873593);
    if (start + 4 <= bytes.length) hash = (Math.imul(rotated(hash, 13), 5) + 0xe6546b64) | 0;
  }
  hash ^= bytes.length;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

describe('murmur3', () => {
  it.each(vectors)('agrees with other implementations on $input, seed $seed', ({ input, seed, out }) => {
    expect(murmur3(input, seed)).toBe(out);
  });

  it('hashes the UTF-8 bytes of any text, a lone surrogate as U+FFFD', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.nat(), (text, seed) => {
        expect(murmur3(text, seed)).toBe(overBytes(new TextEncoder().encode(text), seed));
      }),
    );
  });

  it.each([
    ['a high surrogate at the end', 'a\ud800', 'a\ufffd'],
    ['a low surrogate at the start', '\udc00a', '\ufffda'],
    ['a high surrogate before a letter', '\ud83dx', '\ufffdx'],
    ['two high surrogates and a low one', '\ud83d\ud83d\ude00', '\ufffd\u{1f600}'],
    ['surrogates in the wrong order', '\ude00\ud83d', '\ufffd\ufffd'],
  ])('takes %s as U+FFFD', (_case, text, replaced) => {
    expect(murmur3(text)).toBe(murmur3(replaced));
    expect(murmur3(text)).toBe(overBytes(new TextEncoder().encode(text), 0));
  });

  it('gives the same hash however the text is cut between code points', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme' })), (pieces) => {
        const state = { hash: 0, tail: 0, length: 0 };
        for (const piece of pieces) absorb(state, piece);
        expect(digest(state)).toBe(murmur3(pieces.join('')));
      }),
    );
  });
});
