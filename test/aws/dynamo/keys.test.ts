import fc from '../../fast-check.js';
import { numberKey, timeKey, timeRange } from '../../../lib/aws/dynamo/keys.js';

const LATEST = Date.parse('9999-12-31T23:59:59.999Z');
const times = fc.integer({ min: 0, max: LATEST });

describe('sort keys', () => {
  it('sort as the numbers and the times do', () => {
    fc.assert(
      fc.property(fc.nat(999_999_999_999), fc.nat(999_999_999_999), (one, other) => {
        expect(numberKey(one) < numberKey(other)).toBe(one < other);
      }),
    );
    fc.assert(
      fc.property(times, times, (one, other) => {
        expect(timeKey(one) < timeKey(other)).toBe(one < other);
      }),
    );
  });

  it.each([0, LATEST])('can say the first and the last time that can be stored: %d', (at) => {
    expect(Date.parse(timeKey(at))).toBe(at);
  });

  it.each([-1, LATEST + 1, Number.NaN, Infinity])('refuse what is no such time: %d', (at) => {
    expect(() => timeKey(at)).toThrow(/is no time that can be stored: from 1970 to 9999/u);
  });
});

describe('a range of times', () => {
  /** What BETWEEN answers: both ends are included. */
  const holds = (at: number, from: number, to: number): boolean => {
    const range = timeRange(from, to);
    const key = `${timeKey(at)}#rita#3`;
    return range !== undefined && key >= range.from && key <= range.to;
  };

  it.each<[string, number, number, number, boolean]>([
    ['its first moment', 1000, 1000, 2000, true],
    ['the moment before', 999, 1000, 2000, false],
    ['its last moment', 1999, 1000, 2000, true],
    ['its end', 2000, 1000, 2000, false],
    ['the only moment of the shortest', 1000, 1000, 1001, true],
    ['a whole moment after a start that is none', 1001, 1000.5, 2000, true],
    ['the whole moment before a start that is none', 1000, 1000.5, 2000, false],
    ['the whole moment before an end that is none', 2000, 1000, 2000.5, true],
    ['the whole moment after an end that is none', 2001, 1000, 2000.5, false],
    ['a moment since ever', 0, -Infinity, 2000, true],
    ['a moment until ever', 5000, 1000, Infinity, true],
  ])('%s', (_, at, from, to, expected) => {
    expect(holds(at, from, to)).toBe(expected);
  });

  it('holds a time exactly when it lies from the start to before the end', () => {
    const near = fc.integer({ min: 0, max: 30 });
    fc.assert(
      fc.property(near, near, near, (at, from, to) => {
        expect(holds(at, from, to)).toBe(from <= at && at < to);
      }),
    );
  });

  it.each([
    [1000, 1000],
    [2000, 1000],
  ])('that is empty is none, which BETWEEN would refuse: from %d to %d', (from, to) => {
    expect(timeRange(from, to)).toBeUndefined();
  });
});
