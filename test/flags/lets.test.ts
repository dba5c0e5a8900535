import type { SegmentRule } from '../../lib/flags/compile-input.js';
import type { FlagContext } from '../../lib/flags/context.js';
import type { Grant } from '../../lib/flags/exposure.js';
import type { GrantScope } from '../../lib/flags/lets.js';
import { lets, prepareGrants } from '../../lib/flags/lets.js';
import { segmentHolds } from '../../lib/flags/segment-holds.js';
import type { SegmentTest } from '../../lib/plan/expressions/segment-test.js';

/** Units are called like their bucket; `a` and `b` share one. */
const scope: GrantScope = {
  flag: 'f',
  segments: new Map<string, SegmentRule>([
    ['list', { kind: 'list', units: ['30', '10', 'b', 'a', '20', '10'] }],
    ['eu', { kind: 'where', test: { kind: 'is', attribute: 'region', value: 'EU' } }],
  ]),
  bucketing: { kind: 'phasegate' },
  bucketOf: (unit, flag) => (flag !== 'f' ? NaN : /^\d+$/.test(unit) ? Number(unit) : 25),
};

describe('lets', () => {
  it.each<[string, Grant, string, boolean]>([
    ['the bucket below the bound', { below: 10 }, '9', true],
    ['not the bucket at the bound', { below: 10 }, '10', false],
    ['nobody below 0', { below: 0 }, '0', false],
    ['the last bucket at 100 %', { below: 1_000_000 }, '999999', true],
    ['not the last bucket just below 100 %', { below: 999_999 }, '999999', false],
    ['a member of a list below the bound', { segment: 'list', below: 20 }, '10', true],
    ['not a member of a list above the bound', { segment: 'list', below: 20 }, '20', false],
    ['nobody who is not on the list', { segment: 'list', below: 20 }, '9', false],
    ['the first of a list limited to 1', { segment: 'list', below: 0, atMost: 1 }, '10', true],
    ['not the second of a list limited to 1', { segment: 'list', below: 0, atMost: 1 }, '20', false],
    ['of two with one bucket the first by name', { segment: 'list', below: 0, atMost: 3 }, 'a', true],
    ['of two with one bucket not the second by name', { segment: 'list', below: 0, atMost: 3 }, 'b', false],
    ['everybody of a list limited to more than it has', { segment: 'list', below: 0, atMost: 9 }, '30', true],
    ['nobody of a list limited to 0', { segment: 'list', below: 1_000_000, atMost: 0 }, '10', false],
    ['who passes the test of a segment', { segment: 'eu', below: 1_000_000 }, '10', true],
    ['not who passes it with a bucket too high', { segment: 'eu', below: 10 }, '10', false],
    ['who is eligible', { below: 1_000_000, only: { kind: 'exists', attribute: 'region' } }, '1', true],
    [
      'not who is not eligible',
      { below: 1_000_000, only: { kind: 'exists', attribute: 'plan' } },
      '1',
      false,
    ],
    [
      'not a member of a list who is not eligible',
      { segment: 'list', below: 0, atMost: 1, only: { kind: 'exists', attribute: 'plan' } },
      '10',
      false,
    ],
  ])('lets in %s', (_what, grant, unit, isIn) => {
    expect(lets(grant, scope, unit, { region: 'EU' })).toBe(isIn);
  });

  it.each<[string, Grant, string]>([
    ['an unknown segment', { segment: 'us', below: 1 }, 'there is no segment "us"'],
    ['a number of units of a test', { segment: 'eu', below: 1, atMost: 1 }, 'only a grant of a list segment'],
    ['a number of units of everybody', { below: 1, atMost: 1 }, 'only a grant of a list segment'],
  ])('fails for %s', (_what, grant, message) => {
    expect(() => prepareGrants([grant], scope)).toThrow(message);
  });

  it('lets in whom any of several grants lets in, and nobody without grants', () => {
    const isIn = prepareGrants([{ below: 5 }, { segment: 'list', below: 15 }], scope);
    expect(['4', '5', '10', '20'].map((unit) => isIn(unit, {}))).toEqual([true, false, true, false]);
    expect(prepareGrants([], scope)('0', {})).toBe(false);
  });
});

describe('segmentHolds', () => {
  const context: FlagContext = { n: '5', name: 'alice', beta: 'true', region: 'EU', count: 2 };

  it.each<[SegmentTest, boolean]>([
    [{ kind: 'is', attribute: 'n', value: 5 }, true],
    [{ kind: 'is', attribute: 'n', value: '5' }, true],
    [{ kind: 'is', attribute: 'n', value: '5.0' }, false],
    [{ kind: 'is', attribute: 'count', value: '2' }, true],
    [{ kind: 'is', attribute: 'beta', value: true }, true],
    [{ kind: 'is', attribute: 'beta', value: false }, false],
    [{ kind: 'oneOf', attribute: 'region', values: ['US', 'EU'] }, true],
    [{ kind: 'oneOf', attribute: 'region', values: ['eu'] }, false],
    [{ kind: 'oneOf', attribute: 'region', values: [] }, false],
    [{ kind: 'compare', attribute: 'n', operator: '<', value: 5 }, false],
    [{ kind: 'compare', attribute: 'n', operator: '<=', value: 5 }, true],
    [{ kind: 'compare', attribute: 'n', operator: '>', value: 4.9 }, true],
    [{ kind: 'compare', attribute: 'n', operator: '>', value: 5 }, false],
    [{ kind: 'compare', attribute: 'n', operator: '>=', value: 5 }, true],
    [{ kind: 'compare', attribute: 'name', operator: '<', value: 5 }, false],
    [{ kind: 'between', attribute: 'n', from: 5, to: 5 }, true],
    [{ kind: 'between', attribute: 'n', from: 6, to: 7 }, false],
    [{ kind: 'between', attribute: 'n', from: 3, to: 4 }, false],
    [{ kind: 'contains', attribute: 'name', value: 'lic' }, true],
    [{ kind: 'startsWith', attribute: 'name', value: 'lic' }, false],
    [{ kind: 'startsWith', attribute: 'name', value: 'al' }, true],
    [{ kind: 'endsWith', attribute: 'name', value: 'al' }, false],
    [{ kind: 'endsWith', attribute: 'name', value: 'ce' }, true],
    [{ kind: 'exists', attribute: 'name' }, true],
    [{ kind: 'exists', attribute: 'toString' }, false],
    [{ kind: 'is', attribute: 'missing', value: 'undefined' }, false],
    [{ kind: 'not', test: { kind: 'is', attribute: 'missing', value: 1 } }, true],
    [{ kind: 'and', tests: [] }, true],
    [{ kind: 'or', tests: [] }, false],
    [
      {
        kind: 'and',
        tests: [
          { kind: 'exists', attribute: 'n' },
          { kind: 'exists', attribute: 'missing' },
        ],
      },
      false,
    ],
    [
      {
        kind: 'or',
        tests: [
          { kind: 'exists', attribute: 'n' },
          { kind: 'exists', attribute: 'missing' },
        ],
      },
      true,
    ],
  ])('of %j is %s', (test, holds) => {
    expect(segmentHolds(test, context)).toBe(holds);
  });
});
