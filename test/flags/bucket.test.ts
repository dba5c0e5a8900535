import { readFileSync } from 'node:fs';
import fc from '../fast-check.js';
import { bucketOf, bucketer, scaled } from '../../lib/flags/bucket.js';
import { murmur3 } from '../../lib/flags/murmur3.js';

/** Rows `| "salt" | "unit" | bucket |` of the published table; the strings are JSON. */
const published = [
  ...readFileSync('docs/bucketing.md', 'utf8').matchAll(/^\| `(".*")` +\| `(".*")` +\| +(\d+) \|$/gm),
].map(([, salt, unit, bucket]) => ({
  salt: JSON.parse(salt ?? '') as string,
  unit: JSON.parse(unit ?? '') as string,
  bucket: Number(bucket),
}));

describe('bucketOf', () => {
  it('has at least twenty published vectors, non-ASCII and empty ones among them', () => {
    expect(published.length).toBeGreaterThanOrEqual(20);
    expect(published.filter(({ salt, unit }) => /[^\0-~]/u.test(salt + unit)).length).toBeGreaterThanOrEqual(
      5,
    );
    expect(published.some(({ unit }) => unit === '')).toBe(true);
    expect(published.some(({ salt }) => salt === '')).toBe(true);
  });

  it.each(published)('gives the published bucket for $salt and $unit', ({ salt, unit, bucket }) => {
    expect(bucketOf(salt, unit)).toBe(bucket);
  });

  it('is the hash of salt, colon and unit, scaled, however often the bucketer is used', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.array(fc.string({ unit: 'binary' })), (salt, units) => {
        const bucket = bucketer(salt);
        for (const unit of units) expect(bucket(unit)).toBe(scaled(murmur3(`${salt}:${unit}`)));
      }),
    );
  });

  it.each([0, 1, 4294, 4295, 0x7fffffff, 0x80000000, 0xfffff000, 0xfffffffe, 0xffffffff])(
    'scales the hash %d exactly',
    (hash) => {
      expect(scaled(hash)).toBe(Number((BigInt(hash) * 1_000_000n) >> 32n));
    },
  );

  it('scales every hash exactly, to 0..999,999', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 0xffffffff }), (hash) => {
        expect(scaled(hash)).toBe(Number((BigInt(hash) * 1_000_000n) >> 32n));
        expect(scaled(hash)).toBeLessThan(1_000_000);
      }),
    );
  });
});
