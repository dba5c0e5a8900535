import { readFileSync } from 'node:fs';
import fc from '../fast-check.js';
import { bucketOf } from '../../lib/client/bucket.js';
import { bucketOf as bucketOfFlags } from '../../lib/flags/bucket.js';

/** Rows `| "salt" | "unit" | bucket |` of the published table; the strings are JSON. */
const published = [
  ...readFileSync('docs/bucketing.md', 'utf8').matchAll(/^\| `(".*")` +\| `(".*")` +\| +(\d+) \|$/gm),
].map(([, salt = '', unit = '', bucket]) => ({
  salt: JSON.parse(salt) as string,
  unit: JSON.parse(unit) as string,
  bucket: Number(bucket),
}));

describe('the bucket that an application computes', () => {
  it('is compared with at least twenty published ones', () => {
    expect(published.length).toBeGreaterThanOrEqual(20);
  });

  it.each(published)('is the published one for $salt and $unit', ({ salt, unit, bucket }) => {
    expect(bucketOf(salt, unit)).toBe(bucket);
  });

  it.each(['\ud800', '\udc00', 'a\ud83dz', '\ude00\ud83d', '\ud83d\ud83d\ude00'])(
    'takes the lone surrogates of %j as Phasegate does',
    (unit) => {
      expect(bucketOf('phoenix', unit)).toBe(bucketOfFlags('phoenix', unit));
    },
  );

  it('is the one that Phasegate computes, for any text', () => {
    const units = fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 40 });
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 60 }),
      units.map((codes) => String.fromCharCode(...codes)),
    );
    fc.assert(
      fc.property(text, text, (salt, unit) => {
        expect(bucketOf(salt, unit)).toBe(bucketOfFlags(salt, unit));
      }),
      { numRuns: 2000 },
    );
  });
});
