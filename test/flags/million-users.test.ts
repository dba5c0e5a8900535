import { readFileSync } from 'node:fs';
import { bucketer } from '../../lib/flags/bucket.js';
import { compileRise } from '../../lib/flags/compile-flags.js';
import { prepareFlag } from '../../lib/flags/evaluate.js';

const USERS = 1_000_000;
const CELLS = 1000;
const EXPOSURES = [
  ['0.0001 %', 1],
  ['0.1 %', 1_000],
  ['1 %', 10_000],
  ['5 %', 50_000],
  ['25 %', 250_000],
  ['50 %', 500_000],
  ['100 %', 1_000_000],
] as const;

const doc = readFileSync('docs/bucketing.md', 'utf8');

function isExposedAt(below: number): (bucket: number) => boolean {
  const result = compileRise({
    flags: [{ key: 'f', oldVariant: 'old', variants: { old: {}, new: {} }, bucketAttribute: 'bucket' }],
    segments: new Map(),
    unitAttribute: 'userId',
    bucketing: { kind: 'phasegate' },
    bucketOf: () => 0,
    exposures: { f: { variant: 'new', grants: [{ below }] } },
    included: [],
  });
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  const flag = prepareFlag(result.document, 'f');
  return (bucket) => flag({ bucket }).enabled;
}

describe('a million users', () => {
  const counts = EXPOSURES.map(() => 0);
  const cells = Array.from({ length: CELLS }, () => 0);
  let violations = 0;

  beforeAll(() => {
    const bucketOf = bucketer('phoenix');
    const exposed = EXPOSURES.map(([, below]) => isExposedAt(below));
    for (let index = 0; index < USERS; index++) {
      const bucket = bucketOf(`user-${index}`);
      const cell = Math.floor(bucket / (1_000_000 / CELLS));
      cells[cell] = (cells[cell] ?? 0) + 1;
      let wasIn = false;
      exposed.forEach((isExposed, at) => {
        const isIn = isExposed(bucket);
        if (isIn) counts[at] = (counts[at] ?? 0) + 1;
        if (wasIn && !isIn) violations++;
        wasIn = isIn;
      });
    }
  });

  it('are never taken out by a larger exposure', () => {
    expect(violations).toBe(0);
  });

  it.each(EXPOSURES.map(([percent, below], at) => ({ percent, below, at })))(
    'are exposed at $percent as often as chance and the documentation say',
    ({ percent, below, at }) => {
      const share = below / 1_000_000;
      const deviation = Math.sqrt(USERS * share * (1 - share));
      expect(Math.abs((counts[at] ?? 0) - USERS * share)).toBeLessThanOrEqual(4 * deviation);
      expect(doc).toMatch(
        new RegExp(`^\\| ${percent} +\\| +${counts[at]?.toLocaleString('en-US')} \\|`, 'm'),
      );
    },
  );

  it('fall evenly into a thousand cells', () => {
    const expected = USERS / CELLS;
    const chiSquare = cells.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
    // Quantiles 0.0005 and 0.9995 of chi-square with 999 degrees of freedom: a better fit would be as odd as a worse one.
    expect(chiSquare).toBeGreaterThan(858);
    expect(chiSquare).toBeLessThan(1153);
    expect(doc).toContain(`chi-square ${chiSquare.toFixed(1)}`);
  });
});
