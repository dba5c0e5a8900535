import type { Admission } from '../../lib/flags/grant-conditions.js';
import { shardRules } from '../../lib/flags/shard-rules.js';

const MAX = 16_384;
/** `(exists key::"…")` of so many characters. */
const rule = (length: number): Admission => ({
  condition: { kind: 'exists', key: 'k'.repeat(length - '(exists key::"")'.length) },
});
const list = (...lengths: readonly number[]): Admission => ({
  units: lengths.map((length, index) => String(index).padEnd(length, 'x')),
  condition: true,
});
/** Lengths of the rules that come out. */
const lengths = (...admissions: readonly Admission[]) => {
  const rules = shardRules(admissions, 'u');
  return rules === true ? rules : rules.map((text) => text.length);
};
const ONE_UNIT = '(in $u [""])'.length;
const TWO_UNITS = '(in $u ["",""])'.length;

describe('shardRules', () => {
  it.each<[string, readonly Admission[], readonly number[] | true]>([
    ['two units that just fit', [list(8000, MAX - TWO_UNITS - 8000)], [MAX]],
    [
      'two units, one character too many',
      [list(8000, MAX - TWO_UNITS - 7999)],
      [8000 + ONE_UNIT, MAX - TWO_UNITS - 7999 + ONE_UNIT],
    ],
    ['two rules that just fit', [rule(8000), rule(MAX - 8000 - '(or  )'.length)], [MAX]],
    [
      'two rules, one character too many',
      [rule(8000), rule(MAX - 7999 - '(or  )'.length)],
      [8000, MAX - 8005],
    ],
    ['three rules, the last of them too many', [rule(8000), rule(8000), rule(8000)], [16_006, 8000]],
    ['a rule after a full one', [rule(MAX), rule(100), rule(100)], [MAX, 206]],
    ['a rule that is too long by itself', [rule(100), rule(MAX + 1)], [100, MAX + 1]],
    ['an empty list', [list()], []],
    ['nothing', [], []],
    ['what holds for nobody', [{ condition: false }, { units: ['a'], condition: false }], []],
    ['what holds for everybody', [rule(100), { condition: true }], true],
    [
      'two lists with a unit in common',
      [
        { units: ['a', 'b'], condition: true },
        { units: ['b', 'c'], condition: true },
      ],
      [21],
    ],
  ])('makes as few rules as possible of %s', (_what, admissions, expected) => {
    expect(lengths(...admissions)).toEqual(expected);
  });

  it('measures units as they are written', () => {
    const quotes = '"'.repeat((MAX - ONE_UNIT) / 2);
    expect(lengths({ units: [quotes, 'a'], condition: true })).toEqual([MAX, ONE_UNIT + 1]);
  });
});
