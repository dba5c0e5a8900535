import { proportion, runsNeeded } from '../../lib/rehearsal/proportion.js';

// Clopper and Pearson's limits at 95 %: quantiles of the beta distribution, to four places.
it.each([
  [0, 20, 0, 0.1684],
  [1, 20, 0.0013, 0.2487],
  [5, 20, 0.0866, 0.491],
  [10, 20, 0.272, 0.728],
  [20, 20, 0.8316, 1],
  [3, 1000, 0.0006, 0.0087],
  [0, 3000, 0, 0.0012],
] as const)('says what the probability may be after %i of %i', (count, of, low, high) => {
  const found = proportion(count, of);
  expect(found.low).toBeCloseTo(low, 4);
  expect(found.high).toBeCloseTo(high, 4);
});

it('knows nothing without runs', () => {
  expect(proportion(0, 0)).toEqual({ count: 0, of: 0, low: 0, high: 1 });
});

it.each([0.1, 0.01, 0.001])(
  'says how many clean runs show that something is rarer than %f',
  (probability) => {
    const runs = runsNeeded(probability);
    expect(proportion(0, runs).high).toBeLessThanOrEqual(probability);
    expect(proportion(0, runs - 1).high).toBeGreaterThan(probability);
  },
);
