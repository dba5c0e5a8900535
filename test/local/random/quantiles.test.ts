import { binomialQuantile, normalQuantile, poissonQuantile } from '../../../lib/local/random/quantiles.js';
import { streamOf, uint32At, uniformAt } from '../../../lib/local/random/stream.js';

const DRAWS = 20_000;
const stream = streamOf(5, 'test');

/** Mean and variance of so many draws. */
function momentsOf(draw: (u: number) => number) {
  const values = Array.from({ length: DRAWS }, (_, place) => draw(uniformAt(stream, place)));
  const mean = values.reduce((sum, value) => sum + value, 0) / DRAWS;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / DRAWS;
  return { mean, variance };
}

describe('random numbers by place', () => {
  it('are the same at the same place of the same stream', () => {
    expect(uint32At(streamOf(1, 'a', 'b'), 7, 3)).toBe(uint32At(streamOf(1, 'a', 'b'), 7, 3));
  });

  it('differ between seeds, names, places and indices', () => {
    const numbers = [
      uint32At(streamOf(1, 'a', 'b'), 7, 3),
      uint32At(streamOf(2, 'a', 'b'), 7, 3),
      uint32At(streamOf(1, 'ab'), 7, 3),
      uint32At(streamOf(1, 'a', 'c'), 7, 3),
      uint32At(streamOf(1, 'a', 'b'), 8, 3),
      uint32At(streamOf(1, 'a', 'b'), 7, 4),
    ];
    expect(new Set(numbers).size).toBe(numbers.length);
  });

  it('are spread evenly over neighbouring places: chi-square over 100 cells', () => {
    const cells = new Array<number>(100).fill(0);
    for (let place = 0; place < 100_000; place += 1) {
      const cell = Math.floor(uniformAt(stream, 29_000_000 + place) * 100);
      cells[cell] = (cells[cell] ?? 0) + 1;
    }
    const chiSquare = cells.reduce((sum, count) => sum + (count - 1000) ** 2 / 1000, 0);
    // 99 degrees of freedom: 0.1 % lie above 148.
    expect(chiSquare).toBeLessThan(148);
  });

  it('do not depend on the number before them', () => {
    let product = 0;
    for (let place = 0; place < DRAWS; place += 1) {
      product += (uniformAt(stream, place) - 0.5) * (uniformAt(stream, place + 1) - 0.5);
    }
    // The correlation has a standard error of 1/sqrt(n).
    expect(Math.abs((product / DRAWS) * 12)).toBeLessThan(4 / Math.sqrt(DRAWS));
  });
});

describe('quantiles', () => {
  it.each([
    [0.5, 0],
    [0.841344746, 1],
    [0.975, 1.959963985],
    [0.001, -3.090232306],
  ])('of the normal distribution at %s is %s', (u, expected) => {
    expect(normalQuantile(u)).toBeCloseTo(expected, 7);
  });

  it.each([0.2, 3, 29.9, 30.1, 400])('of the Poisson distribution have mean and variance %s', (mean) => {
    const found = momentsOf((u) => poissonQuantile(mean, u));
    expect(Math.abs(found.mean - mean)).toBeLessThan(4 * Math.sqrt(mean / DRAWS));
    expect(found.variance / mean).toBeGreaterThan(0.95);
    expect(found.variance / mean).toBeLessThan(1.06);
  });

  it.each([
    [10, 0.02],
    [50, 0.3],
    [200, 0.4],
    [200, 0.98],
  ])('of the binomial distribution of %s and %s have its mean and variance', (n, p) => {
    const found = momentsOf((u) => binomialQuantile(n, p, u));
    const variance = n * p * (1 - p);
    expect(Math.abs(found.mean - n * p)).toBeLessThan(4 * Math.sqrt(variance / DRAWS));
    expect(found.variance / variance).toBeGreaterThan(0.94);
    expect(found.variance / variance).toBeLessThan(1.06);
  });

  it.each([
    [0, 0.5, 0],
    [7, 0, 0],
    [7, 1, 7],
  ])('of the binomial distribution of %s and %s are %s', (n, p, expected) => {
    expect(binomialQuantile(n, p, 0.7)).toBe(expected);
  });

  it('of the Poisson distribution of 0 are 0, however unlikely the place', () => {
    expect(poissonQuantile(0, 0.999999)).toBe(0);
  });
});
