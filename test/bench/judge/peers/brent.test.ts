import { brentRoot } from '../../../../bench/judge/peers/brent.js';

const solve = (f: (at: number) => number, low: number, high: number): number =>
  brentRoot(f, low, high, f(low), f(high));

it.each([
  ['a parabola', (x: number) => x * x - 2, 0, 2, Math.SQRT2],
  ['a cosine', Math.cos, 0, 3, Math.PI / 2],
  ['a flat cubic', (x: number) => (x - 1) ** 3, -4, 3, 1],
  ['a falling step', (x: number) => (x < 0.3 ? 1 : -1), 0, 1, 0.3],
])('finds the root of %s to the tolerance', (_what, f, low, high, root) => {
  expect(Math.abs(solve(f, low, high) - root)).toBeLessThan(1e-4);
});

it('an end that is a root is the root', () => {
  expect(solve((x) => x, 0, 1)).toBe(0);
  expect(solve((x) => x - 1, 0, 1)).toBe(1);
});
