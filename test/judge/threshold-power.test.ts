import { chanceToStop, leastStopped, POWER } from '../../lib/judge/threshold-power.js';
import { visibleFactor } from '../../lib/judge/power.js';
import fc from '../fast-check.js';
import { expectClose, vectors } from './sequential/vectors.js';

/** P(Bin(n, p) > k), term by term. */
function summed(samples: number, allowed: number, rate: number): number {
  let term = (1 - rate) ** samples;
  let kept = 0;
  for (let bad = 0; bad <= allowed; bad += 1) {
    kept += term;
    term *= ((samples - bad) / (bad + 1)) * (rate / (1 - rate));
  }
  return 1 - kept;
}

describe('a threshold over counted samples', () => {
  it('that allows nothing sees 1 - 0.2^(1/n)', () => {
    for (const samples of [1, 5, 10, 50, 1000])
      expectClose(
        leastStopped({ kind: 'counted', samples, allowed: 0 }) ?? NaN,
        1 - (1 - POWER) ** (1 / samples),
      );
  });

  it("sees what is the upper bound of Clopper and Pearson's interval", () => {
    interface Case {
      readonly x: number;
      readonly n: number;
      readonly alpha: number;
      readonly clopperPearson: readonly [number, number];
    }
    for (const { x, n, alpha, clopperPearson } of vectors<Case>('proportion-intervals')) {
      if (x === n) continue;
      const found = leastStopped({ kind: 'counted', samples: n, allowed: x }, 1 - alpha / 2);
      expectClose(found ?? NaN, clopperPearson[1]);
    }
  });

  it('stops as often as the binomial terms add up to', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 300 }),
        fc.integer({ min: 0, max: 300 }),
        fc.double({ min: 0.001, max: 0.6, noNaN: true }),
        (samples, most, rate) => {
          const allowed = Math.min(most, samples - 1);
          const found = chanceToStop({ kind: 'counted', samples, allowed }, rate);
          expect(Math.abs(found - summed(samples, allowed, rate))).toBeLessThan(1e-9);
        },
      ),
    );
  });

  it('stops nothing without samples, nor when it allows all of them', () => {
    expect(leastStopped({ kind: 'counted', samples: 0, allowed: 0 })).toBeUndefined();
    expect(leastStopped({ kind: 'counted', samples: 5, allowed: 5 })).toBeUndefined();
  });

  it('is certain of many samples without counting on', () => {
    const test = { kind: 'counted', samples: 1e9, allowed: 1e7 } as const;
    expect(chanceToStop(test, 0.0101)).toBe(1);
    expect(chanceToStop(test, 0.0099)).toBe(0);
  });
});

it('a threshold over events that allows none sees ln 5 of them', () => {
  expectClose(leastStopped({ kind: 'events', allowed: 0 }) ?? NaN, Math.log(5));
  // P(Poisson(4) > 2) = 1 - 13 e^-4
  expectClose(chanceToStop({ kind: 'events', allowed: 2 }, 4), 1 - 13 * Math.exp(-4), 1e-12);
});

describe('a threshold against control', () => {
  const test = {
    kind: 'compared',
    canary: 1000,
    control: 1000,
    base: 0.1,
    factor: 1,
    worse: 'above',
  } as const;

  it('is missed half of the time at the level itself', () => {
    expectClose(chanceToStop(test, 0.1), 0.5);
    expectClose(chanceToStop({ ...test, factor: 1.2 }, 0.12), 0.5);
  });

  it('is the normal approximation of two shares', () => {
    // z = 0.02 / sqrt((0.12 x 0.88 + 0.1 x 0.9) / 1000) = 1.43005
    expect(chanceToStop(test, 0.12)).toBeCloseTo(0.92365, 4);
  });

  it('is the same for good outcomes that get fewer', () => {
    expectClose(chanceToStop({ ...test, worse: 'below' }, 0.12), chanceToStop(test, 0.12));
  });
});

it('what could be seen of a fall is as far below as it takes', () => {
  const seen = { canary: { counted: 0, samples: 1000 }, control: { counted: 0, samples: 0 } };
  const factor = visibleFactor({ kind: 'one arm', allowed: 0.2 }, seen, 0.05, 'below') ?? NaN;
  const rate = 0.2 * factor;
  const divergence = rate * Math.log(rate / 0.2) + (1 - rate) * Math.log((1 - rate) / 0.8);
  expectClose(1000 * divergence, Math.log(20));
  expect(factor).toBeLessThan(1);
});
