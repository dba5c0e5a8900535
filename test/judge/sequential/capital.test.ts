import { LIFTS, LIFT_SHARES } from '../../../lib/judge/sequential/alternatives.js';
import { bettingProcess } from '../../../lib/judge/sequential/betting-process.js';
import { logEvidence, reaches, startCapital } from '../../../lib/judge/sequential/capital.js';
import { rateProcess } from '../../../lib/judge/sequential/rate-process.js';
import { ratioProcess } from '../../../lib/judge/sequential/ratio-process.js';
import { restartWeight } from '../../../lib/judge/sequential/restart-weights.js';
import type { EvidenceProcess } from '../../../lib/judge/sequential/process.js';
import fc from '../../fast-check.js';

const counts = fc
  .record({ n1: fc.integer({ min: 0, max: 2000 }), n0: fc.integer({ min: 0, max: 2000 }) })
  .chain(({ n1, n0 }) =>
    fc.tuple(
      fc.integer({ min: 0, max: n1 }),
      fc.constant(n1),
      fc.integer({ min: 0, max: n0 }),
      fc.constant(n0),
    ),
  );
const processes: readonly (readonly [string, EvidenceProcess])[] = [
  ['likelihood', ratioProcess({ allowed: 1.2, factors: LIFTS, shares: LIFT_SHARES })],
  ['tempered', ratioProcess({ allowed: 1, factors: LIFTS, dispersion: 1.4 })],
  ['betting', bettingProcess({ allowed: 1, bets: [0.02, 0.4, 0.95] })],
  ['rate', rateProcess({ allowed: 0.01, factors: LIFTS })],
];

describe.each(processes)('the evidence of %s', (_, process) => {
  it('is 1 before the first period, and stays a number whatever is counted', () => {
    fc.assert(
      fc.property(
        fc.array(counts, { maxLength: 40 }),
        fc.array(fc.double({ min: 0, max: 1, noNaN: true })),
        (periods, weights) => {
          const capital = startCapital(process.alternatives);
          expect(logEvidence(capital)).toBe(0);
          periods.forEach((period, index) => {
            process.absorb(capital, ...period, index === 0 ? 0.5 : (weights[index] ?? 0));
            const evidence = logEvidence(capital);
            expect(Number.isNaN(evidence)).toBe(false);
            expect(capital.unspent).toBeGreaterThanOrEqual(0);
            for (const limit of [1, 3, 6.9]) expect(reaches(capital, limit)).toBe(evidence >= limit);
          });
        },
      ),
    );
  });

  it('does not change in a period in which nothing was sampled', () => {
    const capital = startCapital(process.alternatives);
    process.absorb(capital, 3, 100, 1, 100, 0.5);
    const before = logEvidence(capital);
    for (let period = 0; period < 50; period += 1) process.absorb(capital, 0, 0, 0, 0, 0);
    expect(logEvidence(capital)).toBe(before);
  });
});

it.each([
  ['1 % of 500 and 500', 500, 500, 0.01, 1],
  ['1 % of 50 and 4950', 50, 4950, 0.01, 1],
  ['half of 20 and 20', 20, 20, 0.5, 1],
  ['1 % of 100 and 300, allowed 20 % more and that much worse', 100, 300, 0.01, 1.2],
])('one period wins nothing on average while the hypothesis holds: %s', (_, n1, n0, base, allowed) => {
  // The exact expectation over all outcomes of both arms, for each alternative on its own.
  for (const factor of [...LIFTS, 0.9, 0.5]) {
    const process = ratioProcess({ allowed, factors: [factor] });
    let expected = 0;
    for (const [x1, p1] of binomial(n1, base * allowed)) {
      for (const [x0, p0] of binomial(n0, base)) {
        const capital = startCapital(1);
        process.absorb(capital, x1, n1, x0, n0, 1);
        expected += p1 * p0 * Math.exp(logEvidence(capital));
      }
    }
    expect(expected).toBeLessThanOrEqual(1 + 1e-9);
  }
});

describe('the restarts', () => {
  it('never bet more than there is, and never stop, however long the rollout takes', () => {
    const plan = { rises: 3, periods: 1000 };
    let unspent = 1;
    for (let period = 0; period < 20_000; period += 1) {
      const weight = restartWeight(plan, period % 300 === 0, unspent);
      expect(weight).toBeGreaterThan(0);
      unspent -= weight;
      expect(unspent).toBeGreaterThanOrEqual(0);
    }
  });

  it('bet a half on the rises of exposure, in equal parts', () => {
    expect(restartWeight({ rises: 4, periods: 1e9 }, true, 1)).toBeCloseTo(0.125, 6);
    expect(restartWeight({ rises: 4, periods: 1000 }, false, 1)).toBeCloseTo(0.0005, 10);
  });
});

/** The outcomes that matter, with their probabilities. */
function binomial(samples: number, rate: number): readonly (readonly [number, number])[] {
  const outcomes: [number, number][] = [];
  let logChoose = 0;
  for (let count = 0; count <= samples; count += 1) {
    if (count > 0) logChoose += Math.log((samples - count + 1) / count);
    const probability = Math.exp(logChoose + count * Math.log(rate) + (samples - count) * Math.log1p(-rate));
    if (probability > 1e-15) outcomes.push([count, probability]);
  }
  return outcomes;
}
