import type { BrakeInput, CompileResult, FlagSpec, RiseInput } from '../../lib/flags/compile-input.js';
import { bucketOf } from '../../lib/flags/bucket.js';
import { compileBrake, compileRise } from '../../lib/flags/compile-flags.js';
import type { FlagDocument } from '../../lib/flags/document.js';
import { prepareFlag } from '../../lib/flags/evaluate.js';
import type { FlagCap, Grant } from '../../lib/flags/exposure.js';
import { servedVariant } from '../../lib/flags/served-variant.js';
import { variantOf } from '../../lib/flags/variant-names.js';
import { schemaErrors } from './feature-flags-schema.js';

const FLAG: FlagSpec = {
  key: 'slots',
  summary: 'Micro-slots instead of one diff',
  oldVariant: 'diff',
  variants: {
    diff: { renderer: 'diff', limit: 5 },
    slots: { renderer: 'slots' },
    safe: { beta: true, sizes: [1, 2] },
  },
  bucketAttribute: 'bucket',
};
const PLAIN: FlagSpec = {
  key: 'plain',
  oldVariant: 'old',
  variants: { old: {}, new: {} },
  bucketAttribute: 'bucket',
};

const common = {
  flags: [FLAG],
  segments: new Map([
    ['pilot', { kind: 'list', units: ['u-1', 'u-2', 'u-1', 'u-3'] }],
    [
      'simple',
      { kind: 'where', test: { kind: 'compare', attribute: 'customizations', operator: '<=', value: 1 } },
    ],
  ] as const),
  unitAttribute: 'userId',
  bucketing: { kind: 'phasegate' },
  bucketOf: (unit: string) => bucketOf('phoenix', unit),
} as const;

const rise = (grants: readonly Grant[], more: Partial<RiseInput> = {}) =>
  compileRise({ ...common, exposures: { slots: { variant: 'slots', grants } }, included: [], ...more });
const brake = (cap: FlagCap, more: Partial<BrakeInput> = {}) =>
  compileBrake({ ...common, caps: { slots: cap }, excluded: [], ...more });

function documentOf(result: CompileResult): FlagDocument {
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  expect(schemaErrors(result.document)).toEqual([]);
  return result.document;
}
const variantsOf = (result: CompileResult, flag = 'slots') => documentOf(result).values[flag]?._variants;
const rulesOf = (result: CompileResult) => variantsOf(result)?.map(({ name, rule }) => [name, rule]);
const problemsOf = (result: CompileResult) => (result.ok ? [] : result.problems);

const OLD = { name: 'diff', enabled: true, attributeValues: { renderer: 'diff', limit: 5 } };
const NEW = { name: 'slots', enabled: true, attributeValues: { renderer: 'slots' } };

describe('whoever comes next', () => {
  const below = (share: number): RiseInput['next'] => ({
    slots: { variant: 'slots', grants: [{ below: share }] },
  });
  const marked = rise([{ below: 100_000 }], { next: below(250_000) });

  it('is marked behind everybody who is in, with a variant that is off', () => {
    expect(variantsOf(marked)).toEqual([
      { ...NEW, rule: '(lt $bucket 100000)' },
      { name: 'old:next', enabled: false, rule: '(lt $bucket 250000)' },
      OLD,
    ]);
    expect(variantsOf(rise([], { exposures: {}, next: below(10) }))).toEqual([
      { name: 'old:next', enabled: false, rule: '(lt $bucket 10)' },
      OLD,
    ]);
  });

  it('is not marked when that is everybody, when everybody is in, or when nobody knows who it is', () => {
    expect(rise([{ below: 10 }], { next: below(1_000_000) })).toEqual(rise([{ below: 10 }]));
    expect(rise([{ below: 1_000_000 }], { next: below(1_000_000) })).toEqual(rise([{ below: 1_000_000 }]));
    const nowhere = { slots: { variant: 'slots', grants: [{ segment: 'nowhere', below: 10 }] } };
    expect(rise([], { next: nowhere })).toEqual(rise([]));
  });

  it('is served what everybody else is', () => {
    const [plain, with10] = [rise([{ below: 100_000 }]), marked].map((result) =>
      prepareFlag(documentOf(result), 'slots'),
    );
    for (const bucket of [0, 99_999, 100_000, 249_999, 250_000, 999_999]) {
      const context = { userId: 'u', bucket };
      const variants = [plain, with10].map(
        (flag) =>
          flag &&
          servedVariant(
            flag(context),
            { enabled: true, variant: 'allowed', attributes: {}, why: '' },
            'diff',
          ),
      );
      expect(variants[1]).toMatchObject({ variant: variants[0]?.variant, cohort: variants[0]?.cohort });
      expect(variants[1]?.next).toBe(bucket >= 100_000 && bucket < 250_000 ? true : undefined);
    }
  });
});

describe('compileRise', () => {
  it('puts the included units first, then whom the grants let in, then the old variant as default', () => {
    const result = rise(
      [
        { segment: 'pilot', below: 1_000_000 },
        { segment: 'simple', below: 40_000 },
      ],
      {
        included: ['vip'],
      },
    );
    expect(documentOf(result)).toEqual({
      version: '1',
      flags: {
        slots: {
          name: 'slots',
          description: 'Micro-slots instead of one diff',
          attributes: {
            renderer: { constraints: { type: 'string', required: false } },
            limit: { constraints: { type: 'number', required: false } },
            beta: { constraints: { type: 'boolean', required: false } },
            sizes: { constraints: { type: 'array', required: false, elements: { type: 'number' } } },
          },
        },
      },
      values: {
        slots: {
          enabled: true,
          _variants: [
            { ...NEW, rule: '(in $userId ["vip"])' },
            {
              ...NEW,
              name: 'slots~2',
              rule: '(or (in $userId ["u-1","u-2","u-3"]) (and (lte $customizations 1) (lt $bucket 40000)))',
            },
            OLD,
          ],
        },
      },
    });
  });

  it.each<[string, readonly Grant[]]>([
    ['no grant', []],
    ['a share of nothing', [{ below: 0 }]],
    ['no member of a list', [{ segment: 'pilot', below: 1_000_000, atMost: 0 }]],
    ['a test that nothing passes', [{ below: 500_000, only: { kind: 'oneOf', attribute: 'a', values: [] } }]],
  ])('has only the old variant when %s lets nobody in', (_what, grants) => {
    expect(variantsOf(rise(grants))).toEqual([OLD]);
  });

  it('has only the old variant for a flag without an exposure', () => {
    expect(variantsOf(rise([], { exposures: {}, included: ['vip'] }))).toEqual([OLD]);
  });

  it.each<[string, readonly Grant[]]>([
    ['everyone', [{ below: 1_000_000 }]],
    ['everyone, among others', [{ segment: 'pilot', below: 1_000_000 }, { below: 5 }, { below: 1_000_000 }]],
  ])('has only the new variant when the grants are for %s', (_what, grants) => {
    expect(variantsOf(rise(grants, { included: ['vip'] }))).toEqual([NEW]);
  });

  it('disables an old variant that has no attributes', () => {
    const result = rise([{ below: 1 }], {
      flags: [PLAIN],
      exposures: { plain: { variant: 'new', grants: [{ below: 1 }] } },
    });
    expect(variantsOf(result, 'plain')).toEqual([
      { name: 'new', enabled: true, rule: '(lt $bucket 1)' },
      { name: 'old', enabled: false },
    ]);
    expect(documentOf(result).values['plain']?.enabled).toBe(false);
    expect(documentOf(result).flags['plain']).toEqual({ name: 'plain' });
  });

  it.each<[string, readonly Grant[], string]>([
    ['the smaller share', [{ below: 10 }, { below: 20 }, { below: 15 }], '(lt $bucket 20)'],
    ['the same share', [{ below: 20 }, { below: 20 }], '(lt $bucket 20)'],
    ['the share of a segment', [{ below: 20 }, { below: 20, segment: 'simple' }], '(lt $bucket 20)'],
    [
      'the smaller part of a list',
      [
        { below: 0, segment: 'pilot', atMost: 1 },
        { below: 0, segment: 'pilot', atMost: 3 },
      ],
      '(in $userId ["u-1","u-2","u-3"])',
    ],
    [
      'the limited grant',
      [{ below: 20, only: { kind: 'exists', attribute: 'a' } }, { below: 20 }],
      '(lt $bucket 20)',
    ],
    [
      'no grant of a larger share of a segment',
      [{ below: 20 }, { below: 30, segment: 'simple' }],
      '(or (lt $bucket 20) (and (lte $customizations 1) (lt $bucket 30)))',
    ],
    [
      'no grant of a larger share that is limited',
      [{ below: 20 }, { below: 30, only: { kind: 'exists', attribute: 'a' } }],
      '(or (lt $bucket 20) (and (lt $bucket 30) (exists key::"a")))',
    ],
    [
      'no list, whose share counts nothing',
      [{ below: 999_999 }, { below: 0, segment: 'pilot', atMost: 1 }],
      '(or (in $userId ["u-1"]) (lt $bucket 999999))',
    ],
  ])('drops %s when another grant covers it', (_what, grants, rule) => {
    expect(rulesOf(rise(grants))).toEqual([
      ['slots', rule],
      ['diff', undefined],
    ]);
  });

  it.each([1, 2, 3, 4])('lets exactly the %d members of a list with the lowest buckets in', (atMost) => {
    const units = ['u-1', 'u-2', 'u-3']
      .sort((a, b) => common.bucketOf(a) - common.bucketOf(b))
      .slice(0, atMost);
    const [first] = variantsOf(rise([{ segment: 'pilot', below: 0, atMost }])) ?? [];
    expect(first?.rule).toBe(`(in $userId [${units.map((unit) => `"${unit}"`).join(',')}])`);
  });

  it("uses the flag's own bucket attribute and the plan's unit attribute", () => {
    const result = rise([{ below: 7 }, { segment: 'pilot', below: 5 }], {
      flags: [{ ...FLAG, bucketAttribute: 'bucket_slots' }],
      unitAttribute: 'account.id',
      segments: new Map([['pilot', { kind: 'list', units: ['a'] }]]),
      included: ['b'],
    });
    expect(rulesOf(result)).toEqual([
      ['slots', '(in \'$account.id\' ["b"])'],
      ['slots~2', '(lt $bucket_slots 7)'],
      ['diff', undefined],
    ]);
  });

  it.each<[number, string]>([
    [1, '0.0001'],
    [7, '0.0007'],
    [123_456, '12.3456'],
    [400_000, '40'],
  ])("says %d buckets as AppConfig's split when the plan asks for it", (below, percent) => {
    expect(rulesOf(rise([{ below }], { bucketing: { kind: 'appconfig', seed: 'a"b' } }))).toEqual([
      ['slots', `(split pct::${percent} by::$userId seed::"a\\"b")`],
      ['diff', undefined],
    ]);
  });

  it('divides a long list over variants whose names tell the variant', () => {
    const units = Array.from({ length: 5000 }, (_, index) => `user-${String(index).padStart(6, '0')}`);
    const result = rise([{ segment: 'long', below: 1_000_000 }], {
      segments: new Map([['long', { kind: 'list', units }]]),
    });
    const variants = variantsOf(result) ?? [];
    expect(variants.map(({ name }) => name)).toEqual([
      'slots',
      'slots~2',
      'slots~3',
      'slots~4',
      'slots~5',
      'diff',
    ]);
    expect(variants.map(({ name }) => variantOf(name))).toEqual([...Array<string>(5).fill('slots'), 'diff']);
    const flag = prepareFlag(documentOf(result), 'slots');
    expect(units.filter((userId) => variantOf(flag({ userId }).variant ?? '') !== 'slots')).toEqual([]);
    expect(flag({ userId: 'user-005000' }).variant).toBe('diff');
  });

  it('keeps the condition of a grant in every part of a divided list', () => {
    const units = Array.from({ length: 2500 }, (_, index) => `user-${index}`);
    const result = rise([{ segment: 'long', below: 300_000, only: { kind: 'exists', attribute: 'ok' } }], {
      segments: new Map([['long', { kind: 'list', units }]]),
    });
    const flag = prepareFlag(documentOf(result), 'slots');
    const isIn = (userId: string, bucket: number, ok?: boolean) =>
      flag({ userId, bucket, ok }).variant !== 'diff';
    for (const unit of units) {
      expect([isIn(unit, 299_999, true), isIn(unit, 300_000, true), isIn(unit, 0)]).toEqual([
        true,
        false,
        false,
      ]);
    }
  });

  it('compiles several flags into one document, also such as are called like members of every object', () => {
    const flags = [{ ...PLAIN, key: 'constructor' }, PLAIN];
    const result = rise([], { flags, exposures: { plain: { variant: 'new', grants: [{ below: 5 }] } } });
    expect(variantsOf(result, 'constructor')).toEqual([{ name: 'old', enabled: false }]);
    expect(variantsOf(result, 'plain')).toHaveLength(2);
  });
});

describe('compileBrake', () => {
  const BLOCKED = { name: 'blocked', enabled: false };
  const ALLOWED = { name: 'allowed', enabled: true };

  it('allows everybody when the cap is open', () => {
    expect(variantsOf(brake({ limit: 'open' }))).toEqual([ALLOWED]);
  });

  it('blocks excluded units first', () => {
    expect(variantsOf(brake({ limit: 'open' }, { excluded: ['u-9'] }))).toEqual([
      { ...BLOCKED, rule: '(in $userId ["u-9"])' },
      ALLOWED,
    ]);
  });

  it('allows whom the cap lets in and blocks everybody else', () => {
    expect(variantsOf(brake({ limit: [{ below: 40_000 }] }, { excluded: ['u-9'] }))).toEqual([
      { ...BLOCKED, name: 'blocked~2', rule: '(in $userId ["u-9"])' },
      { ...ALLOWED, rule: '(lt $bucket 40000)' },
      BLOCKED,
    ]);
  });

  it('is open when a grant lets everybody in', () => {
    expect(variantsOf(brake({ limit: [{ below: 1_000_000 }] }, { excluded: ['u-9'] }))).toEqual(
      variantsOf(brake({ limit: 'open' }, { excluded: ['u-9'] })),
    );
  });

  it('blocks everybody when the cap lets nobody in', () => {
    expect(variantsOf(brake({ limit: [] }, { excluded: ['u-9'] }))).toEqual([BLOCKED]);
  });

  it('blocks everybody for a flag without a cap', () => {
    expect(variantsOf(brake({ limit: [] }, { caps: {} }))).toEqual([BLOCKED]);
  });

  it.each<[string, FlagCap]>([
    ['open', { limit: 'open', serve: 'safe' }],
    ['a share', { limit: [{ below: 5 }], serve: 'safe' }],
  ])('names the variant that is served instead and carries its values when the cap is %s', (_what, cap) => {
    expect(variantsOf(brake(cap))).toContainEqual(
      expect.objectContaining({
        name: 'allowed:safe',
        enabled: true,
        attributeValues: { beta: true, sizes: [1, 2] },
      }),
    );
  });

  it('divides a long list of excluded units', () => {
    const excluded = Array.from({ length: 3000 }, (_, index) => `user-${index}`);
    const flag = prepareFlag(documentOf(brake({ limit: 'open' }, { excluded })), 'slots');
    expect(excluded.filter((userId) => flag({ userId }).enabled)).toEqual([]);
    expect(flag({ userId: 'user-3000' }).enabled).toBe(true);
  });
});

describe('problems of a compilation', () => {
  it.each<[string, CompileResult, string, string, string]>([
    [
      'an unknown segment',
      rise([{ segment: 'pilots', below: 1 }]),
      'grant',
      'segment "pilots"',
      'one of pilot, simple',
    ],
    [
      'too many buckets',
      rise([{ below: 1_000_001 }]),
      'grant',
      'buckets below 1000001',
      'a whole number from 0 to 1000000',
    ],
    [
      'a fraction of a bucket',
      rise([{ below: 0.5 }]),
      'grant',
      'buckets below 0.5',
      'a whole number from 0 to 1000000',
    ],
    [
      'a negative share',
      rise([{ below: -1 }]),
      'grant',
      'buckets below -1',
      'a whole number from 0 to 1000000',
    ],
    [
      'a negative number of units',
      rise([{ segment: 'pilot', below: 0, atMost: -1 }]),
      'grant',
      'at most -1 units',
      'a whole number from 0',
    ],
    [
      'a number of units of a test',
      rise([{ segment: 'simple', below: 0, atMost: 3 }]),
      'grant',
      'at most 3 units of segment "simple"',
      'a number of units only for segments that are lists',
    ],
    [
      'a number of units of everybody',
      rise([{ below: 0, atMost: 3 }]),
      'grant',
      'at most 3 units of the whole audience',
      'a number of units only for segments that are lists',
    ],
    [
      'an unknown variant',
      rise([], { exposures: { slots: { variant: 'slot', grants: [] } } }),
      'variant',
      'exposed variant "slot"',
      'one of diff, slots, safe',
    ],
    [
      'grants for the old variant',
      rise([], { exposures: { slots: { variant: 'diff', grants: [{ below: 1 }] } } }),
      'variant',
      'grants for the old variant "diff"',
      'grants for a new variant',
    ],
    [
      'an exposure of no flag',
      rise([], { exposures: { slot: { variant: 'new', grants: [] } } }),
      'flag',
      'an exposure for flag "slot"',
      'one of slots',
    ],
    [
      'the same flag twice',
      rise([], { flags: [FLAG, FLAG] }),
      'flag',
      'flag "slots" more than once',
      'each flag once',
    ],
    [
      'an unknown old variant',
      rise([], { flags: [{ ...FLAG, oldVariant: 'older' }], exposures: {} }),
      'variant',
      'old variant "older"',
      'one of diff, slots, safe',
    ],
    [
      'an unknown variant to serve',
      brake({ limit: 'open', serve: 'toString' }),
      'variant',
      'served variant "toString"',
      'one of diff, slots, safe',
    ],
    [
      'a bad grant of a cap',
      brake({ limit: [{ segment: 'x', below: 1 }] }),
      'grant',
      'segment "x"',
      'one of pilot, simple',
    ],
    [
      'an attribute of two types',
      rise([], { flags: [{ ...FLAG, variants: { diff: { a: 1 }, slots: { a: '1' } } }] }),
      'attributeType',
      'attribute "a" is number and string',
      'one type in all variants of a flag',
    ],
    [
      'lists of two types',
      rise([], { flags: [{ ...FLAG, variants: { diff: { a: [1] }, slots: { a: ['1'] } } }] }),
      'attributeType',
      'attribute "a" is array of number and array of string',
      'one type in all variants of a flag',
    ],
    [
      'a number that JSON cannot say',
      rise([], { flags: [{ ...FLAG, variants: { diff: { a: NaN }, slots: {} } }] }),
      'attributeValue',
      'a number in attribute "a" that is not finite',
      'finite numbers',
    ],
    [
      'a variant called like a part of a list',
      rise([], { flags: [{ ...FLAG, variants: { ...FLAG.variants, 'a~2': {} } }] }),
      'variant',
      'variant name "a~2"',
      'a name that does not end in "~" and a number',
    ],
  ])('says what is wrong with %s, what is allowed and what to do', (_what, result, limit, found, allowed) => {
    expect(problemsOf(result)).toContainEqual({
      ...(limit === 'document' ? {} : { flag: expect.any(String) as string }),
      limit,
      found,
      allowed,
      advice: expect.stringMatching(/.{10}/) as string,
    });
  });

  it('refuses an empty list, whose type the schema of AppConfig cannot tell', () => {
    const flags = [{ ...FLAG, variants: { diff: {}, slots: { sizes: [] } } }];
    expect(problemsOf(rise([], { flags }))).toMatchObject([
      { limit: 'attributeValue', found: 'an empty list in attribute "sizes"' },
    ]);
    const values = {
      f: { enabled: true, _variants: [{ name: 'a', enabled: true, attributeValues: { sizes: [] } }] },
    };
    expect(schemaErrors({ version: '1', flags: {}, values })).not.toEqual([]);
  });

  it('are all reported at once', () => {
    const flags = [{ ...FLAG, key: 'Slots', oldVariant: 'x' }, PLAIN];
    const result = rise([], {
      flags,
      exposures: { plain: { variant: 'y', grants: [{ below: -1 }, { segment: 'z', below: 1 }] } },
    });
    expect(
      problemsOf(result)
        .map(({ flag, limit }) => `${flag} ${limit}`)
        .sort(),
    ).toEqual(['Slots flagKey', 'Slots variant', 'plain grant', 'plain grant', 'plain variant']);
  });
});
