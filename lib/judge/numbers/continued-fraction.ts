const TINY = 1e-300;
const EPSILON = 1e-16;
const MOST_TERMS = 100_000;

/**
 * The continued fraction b0 + a1 / (b1 + a2 / (b2 + ...)) by the modified method of Lentz.
 * @param terms the pair [a, b] of a term, counted from 1
 */
export function continuedFraction(
  first: number,
  terms: (index: number) => readonly [number, number],
): number {
  let value = first === 0 ? TINY : first;
  let c = value;
  let d = 0;
  for (let index = 1; index <= MOST_TERMS; index += 1) {
    const [a, b] = terms(index);
    d = b + a * d;
    d = 1 / (d === 0 ? TINY : d);
    c = b + a / c;
    if (c === 0) c = TINY;
    const change = c * d;
    value *= change;
    if (Math.abs(change - 1) < EPSILON) break;
  }
  return value;
}
