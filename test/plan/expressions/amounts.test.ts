import fc from '../../fast-check.js';
import {
  readDuration,
  readInteger,
  readNumber,
  readPercent,
  readQuantity,
  sayDuration,
  sayLength,
  sayPercent,
  sayQuantity,
} from '../../../lib/plan/expressions/amounts.js';
import type { Reader } from '../../../lib/plan/expressions/reader.js';
import { mistake, parsed } from './parsing.js';

const duration = (reader: Reader) => reader.must(readDuration(reader));
const percent = (reader: Reader) => reader.must(readPercent(reader));
const integer = (reader: Reader) => reader.must(readInteger(reader));
const number = (reader: Reader) => reader.must(readNumber(reader));
const quantity = (reader: Reader) => reader.must(readQuantity(reader));

describe('durations', () => {
  it.each([
    ['0m', 0],
    ['1ms', 1],
    ['1s', 1000],
    ['15m', 900_000],
    ['2h', 7_200_000],
    ['1.5h', 5_400_000],
    ['3d', 259_200_000],
    ['2w', 1_209_600_000],
    ['0.7s', 700],
    ['0.5ms', 0.5],
    ['3650d', 315_360_000_000],
  ])('%s is %d ms', (text, ms) => {
    expect(parsed(text, duration)).toBe(ms);
  });

  it.each([
    ['1mo', '`1mo`', 'months'],
    ['3months', '`3months`', 'months'],
    ['1y', '`1y`', 'months and years'],
    ['5min', '`5min`', 'write the unit as one of'],
    ['2days', '`2days`', 'write the unit as one of'],
    ['3651d', '`3651d`', 'a shorter time'],
    ['3 days', '`3`', 'right behind the number'],
    ['3 months', '`3`', 'right behind the number'],
  ])('%s is refused with advice', (text, found, hint) => {
    expect(mistake(text, duration)).toMatchObject({
      offset: 0,
      found,
      hint: expect.stringContaining(hint) as unknown,
    });
  });

  it.each(['', '5', 'h', '-1h', '1.h', '1hx', '1h%', '1 h', '1H'])('%j is no duration', (text) => {
    expect(mistake(text, duration)).toMatchObject({ offset: 0 });
  });

  it('read back as they are said', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 3650 * 86_400_000 }), (ms) => {
        expect(parsed(sayDuration(ms), duration)).toBe(ms);
      }),
    );
  });

  it.each([
    [0, '0ms'],
    [90_000, '90s'],
    [604_800_000, '7d'],
    [1_209_600_000, '2w'],
    [86_400_000, '1d'],
    [129_600_000, '36h'],
  ])('%d ms are said as %s', (ms, text) => {
    expect(sayDuration(ms)).toBe(text);
  });

  it.each([
    [604_860_000, '7d 1m'],
    [129_600_000, '1d 12h'],
    [3_661_000, '1h 1m'],
    [86_400_500, '1d'],
    [1_209_600_000, '2w'],
  ])('%d ms are %s long', (ms, text) => {
    expect(sayLength(ms)).toBe(text);
  });
});

describe('percentages', () => {
  it.each([
    ['0%', 0],
    ['0.1%', 0.001],
    ['5%', 0.05],
    ['33.3%', 0.333],
    ['100%', 1],
    ['250%', 2.5],
  ])('%s is the fraction %d, exactly', (text, fraction) => {
    expect(parsed(text, percent)).toBe(fraction);
  });

  it.each([
    ['5 %', 2, 'right behind the number'],
    ['0,5%', 1, 'with a point'],
  ])('%s is refused with advice', (text, offset, hint) => {
    const rule = (reader: Reader) => readPercent(reader) ?? integer(reader);
    expect(mistake(text, rule)).toMatchObject({ offset, hint: expect.stringContaining(hint) as unknown });
  });

  it('read back as they are said, to four decimals', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 10_000_000 }), (tenThousandths) => {
        const text = sayPercent(tenThousandths / 1_000_000);
        expect(parsed(text, percent)).toBeCloseTo(tenThousandths / 1_000_000, 12);
      }),
    );
  });
});

describe('numbers', () => {
  it.each([
    ['0', 0],
    ['42', 42],
    ['999999999999999', 999_999_999_999_999],
  ])('%s is a whole number', (text, value) => {
    expect(parsed(text, integer)).toBe(value);
  });

  it.each(['1.5', '5%', '5m', '-1', '1000000000000000'])('%s is no whole number', (text) => {
    expect(mistake(text, integer)).toMatchObject({ offset: 0 });
  });

  it.each([
    ['-4.5', -4.5],
    ['0.05', 0.05],
    ['7', 7],
  ])('%s is a number', (text, value) => {
    expect(parsed(text, number)).toBe(value);
  });

  it.each(['5%', '5m', '.5', '1e9'])('%s is no plain number', (text) => {
    expect(mistake(text, number)).toMatchObject({ offset: 0 });
  });
});

describe('quantities', () => {
  it.each([
    ['0.2%', { value: 0.002, unit: 'fraction' }, '0.2%'],
    ['180ms', { value: 180, unit: 'ms' }, '180ms'],
    ['2h', { value: 7_200_000, unit: 'ms' }, '2h'],
    ['$0.03', { value: 0.03, unit: 'money' }, '$0.03'],
    ['€12', { value: 12, unit: 'money' }, '$12'],
    ['4.5', { value: 4.5, unit: 'number' }, '4.5'],
    ['-2', { value: -2, unit: 'number' }, '-2'],
  ])('%s keep their unit', (text, expected, said) => {
    expect(parsed(text, quantity)).toEqual(expected);
    expect(sayQuantity(parsed(text, quantity))).toBe(said);
  });
});
