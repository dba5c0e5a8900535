import fc from '../fast-check.js';
import { bucketOf } from '../../lib/flags/bucket.js';
import { compileBrake, compileRise } from '../../lib/flags/compile-flags.js';
import type { Bucketing, CompileResult, FlagSpec, SegmentRule } from '../../lib/flags/compile-input.js';
import { compileTest } from '../../lib/flags/compile-test.js';
import type { FlagContext } from '../../lib/flags/context.js';
import type { FlagDocument } from '../../lib/flags/document.js';
import { prepareFlag } from '../../lib/flags/evaluate.js';
import { predicateOf } from '../../lib/flags/evaluate-rule.js';
import type { FlagCap, Grant } from '../../lib/flags/exposure.js';
import { lets } from '../../lib/flags/lets.js';
import { parseRule } from '../../lib/flags/parse-rule.js';
import { printRule } from '../../lib/flags/rule.js';
import { segmentHolds } from '../../lib/flags/segment-holds.js';
import { servedVariant } from '../../lib/flags/served-variant.js';
import { variantOf } from '../../lib/flags/variant-names.js';
import { wellFormed } from '../../lib/flags/well-formed.js';
import type { Literal, SegmentTest } from '../../lib/plan/expressions/segment-test.js';
import { schemaErrors } from './feature-flags-schema.js';

const FLAG: FlagSpec = {
  key: 'slots',
  oldVariant: 'old',
  variants: { old: { renderer: 'diff' }, new: { renderer: 'slots' }, safe: {} },
  bucketAttribute: 'bucket',
};
const RUNS = { numRuns: 500 };

const hostile = fc.constantFrom(
  '")',
  '\\',
  '\\"',
  '") (exists key::"a") ("',
  "'''",
  'a::b',
  '(not (',
  '\n',
  '\0',
  '\u2028',
  '\u202e',
  '\ud800',
  '\udfff',
  '\ufffd',
  '$userId',
  '日本',
  '😀',
  '',
  'true',
  '1',
  '01.50',
  '1e3',
  '-0',
);
const text = fc.oneof(
  hostile,
  fc.string({ unit: 'binary', maxLength: 4 }),
  fc.constantFrom('a', 'ab', 'abc', 'b'),
);
const number = fc.oneof(
  fc.integer({ min: -3, max: 3 }),
  fc.constantFrom(1.5, 1000, 1e21, 1e300, 2 ** 53, -0),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
);
const literal: fc.Arbitrary<Literal> = fc.oneof(text, number, fc.boolean());
const attribute = fc.constantFrom('a', 'b', 'plan-type', 'x.y z', 'constructor', `q'"\\`, '10', '');

const { test } = fc.letrec<{ test: SegmentTest }>((tie) => ({
  test: fc.oneof(
    { depthSize: 'small', maxDepth: 4 },
    fc.record({ kind: fc.constant('is' as const), attribute, value: literal }),
    fc.record({
      kind: fc.constant('oneOf' as const),
      attribute,
      values: fc.array(literal, { maxLength: 4 }),
    }),
    fc.record({
      kind: fc.constant('compare' as const),
      attribute,
      operator: fc.constantFrom('<', '<=', '>', '>='),
      value: number,
    }),
    fc.record({ kind: fc.constant('between' as const), attribute, from: number, to: number }),
    fc.record({
      kind: fc.constantFrom('contains' as const, 'startsWith' as const, 'endsWith' as const),
      attribute,
      value: text,
    }),
    fc.record({ kind: fc.constant('exists' as const), attribute }),
    fc.record({ kind: fc.constant('not' as const), test: tie('test') }),
    fc.record({
      kind: fc.constantFrom('and' as const, 'or' as const),
      tests: fc.array(tie('test'), { maxLength: 4 }),
    }),
  ),
}));

const attributes: fc.Arbitrary<FlagContext> = fc
  .uniqueArray(fc.tuple(attribute, literal), { selector: ([key]) => key })
  .map((entries) => Object.fromEntries(entries));

/** Few units, so that lists, inclusions and contexts meet. */
const units = fc.uniqueArray(fc.oneof(text, fc.stringMatching(/^user-[0-9]$/)), {
  minLength: 1,
  maxLength: 8,
});

interface Situation {
  readonly segments: ReadonlyMap<string, SegmentRule>;
  readonly grants: readonly Grant[];
  readonly more: readonly Grant[];
  readonly capped: readonly Grant[];
  readonly listed: readonly string[];
  readonly unit: string;
  readonly context: FlagContext;
  readonly bucketing: Bucketing;
}

const below = fc.oneof(
  fc.constantFrom(0, 1, 250_000, 500_000, 750_000, 999_999, 1_000_000),
  fc.integer({ min: 0, max: 1_000_000 }),
);
const grant: fc.Arbitrary<Grant> = fc.oneof(
  fc.record(
    { below, segment: fc.constantFrom('where', 'list', 'other'), only: test },
    { requiredKeys: ['below'] },
  ),
  fc.record(
    { below, segment: fc.constantFrom('list', 'other'), atMost: fc.integer({ min: 0, max: 5 }), only: test },
    { requiredKeys: ['below', 'segment', 'atMost'] },
  ),
);
const grants = fc.array(grant, { maxLength: 4 });

const situation: fc.Arbitrary<Situation> = units.chain((all) => {
  const some = fc.array(fc.constantFrom(...all), { maxLength: 6 });
  return fc
    .record({
      list: some,
      other: some,
      where: test,
      grants,
      more: grants,
      capped: grants,
      listed: some,
      unit: fc.constantFrom(...all),
      context: attributes,
      seed: fc.option(text),
    })
    .map(({ list, other, where, seed, ...rest }) => ({
      ...rest,
      segments: new Map<string, SegmentRule>([
        ['list', { kind: 'list', units: list }],
        ['other', { kind: 'list', units: other }],
        ['where', { kind: 'where', test: where }],
      ]),
      bucketing: seed === null ? { kind: 'phasegate' } : { kind: 'appconfig', seed },
    }));
});

const bucket = (unit: string) => bucketOf('phoenix', unit);
const common = ({ segments, bucketing }: Situation) => ({
  flags: [FLAG],
  segments,
  bucketing,
  unitAttribute: 'userId',
  bucketOf: bucket,
});
const contextOf = ({ context, unit }: Situation): FlagContext => ({
  ...context,
  userId: unit,
  bucket: bucket(unit),
});

function documentOf(result: CompileResult): FlagDocument {
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  expect(schemaErrors(result.document)).toEqual([]);
  return result.document;
}
const rise = (given: Situation, list: readonly Grant[]) =>
  documentOf(
    compileRise({
      ...common(given),
      exposures: { slots: { variant: 'new', grants: list } },
      included: given.listed,
    }),
  );
const brake = (given: Situation, cap: FlagCap) =>
  documentOf(compileBrake({ ...common(given), caps: { slots: cap }, excluded: given.listed }));

const isListed = ({ listed, unit }: Situation) => listed.map(wellFormed).includes(wellFormed(unit));
const isLet = (given: Situation, list: readonly Grant[]) =>
  list.some((each) => lets(each, { ...given, flag: 'slots', bucketOf: bucket }, given.unit, given.context));

describe('a segment test', () => {
  it('means the same when it is compiled, printed, parsed and evaluated', () => {
    fc.assert(
      fc.property(test, attributes, (segment, context) => {
        const rule = compileTest(segment);
        const holds = typeof rule === 'boolean' ? rule : predicateOf(parseRule(printRule(rule)))(context);
        expect(holds).toBe(segmentHolds(segment, context));
      }),
      { numRuns: 3000 },
    );
  });

  it('is printed the same after it was parsed', () => {
    fc.assert(
      fc.property(test, (segment) => {
        const rule = compileTest(segment);
        if (typeof rule === 'boolean') return;
        expect(printRule(parseRule(printRule(rule)))).toBe(printRule(rule));
      }),
      RUNS,
    );
  });
});

describe('the rise document', () => {
  it('gives the new variant to the included units and to whom a grant lets in, and to nobody else', () => {
    fc.assert(
      fc.property(situation, (given) => {
        const { variant = '' } = prepareFlag(rise(given, given.grants), 'slots')(contextOf(given));
        expect(variantOf(variant)).toBe(isListed(given) || isLet(given, given.grants) ? 'new' : 'old');
      }),
      RUNS,
    );
  });

  it('takes nobody out when grants are added', () => {
    fc.assert(
      fc.property(situation, (given) => {
        const fewer = prepareFlag(rise(given, given.grants), 'slots')(contextOf(given));
        fc.pre(variantOf(fewer.variant ?? '') === 'new');
        const more = prepareFlag(rise(given, [...given.more, ...given.grants]), 'slots')(contextOf(given));
        expect(variantOf(more.variant ?? '')).toBe('new');
      }),
      RUNS,
    );
  });

  it('means the same to an agent that gets every context value as text', () => {
    fc.assert(
      fc.property(situation, (given) => {
        const flag = prepareFlag(rise(given, given.grants), 'slots');
        const context = contextOf(given);
        const sent = Object.fromEntries(Object.entries(context).map(([key, value]) => [key, String(value)]));
        expect(flag(sent)).toEqual(flag(context));
      }),
      RUNS,
    );
  });

  it('leaves a caller that forgets the bucket with the old variant, below 100 %', () => {
    fc.assert(
      fc.property(situation, fc.integer({ min: 0, max: 999_999 }), (given, share) => {
        const alone = { ...given, listed: [], bucketing: { kind: 'phasegate' } as const };
        const flag = prepareFlag(rise(alone, [{ below: share }]), 'slots');
        expect(flag({ ...given.context, userId: given.unit }).variant).toBe('old');
      }),
    );
  });
});

describe('both documents', () => {
  it('expose a unit if and only if the rise lane gives it a new variant and the brake lane allows it', () => {
    const cap = fc.record(
      { limit: fc.constantFrom('open' as const, 'grants' as const), serve: fc.constantFrom('new', 'safe') },
      { requiredKeys: ['limit'] },
    );
    fc.assert(
      fc.property(situation, cap, (given, { limit, serve }) => {
        const context = contextOf(given);
        const risen = { ...given, listed: [] };
        const served = servedVariant(
          prepareFlag(rise(risen, given.grants), 'slots')(context),
          prepareFlag(
            brake(given, { limit: limit === 'open' ? limit : given.capped, serve }),
            'slots',
          )(context),
          'old',
        );
        const allowed = !isListed(given) && (limit === 'open' || isLet(given, given.capped));
        const exposed = isLet(given, given.grants) && allowed;
        expect(served.cohort).toBe(exposed ? 'canary' : 'control');
        expect(served.variant).toBe(exposed ? (serve ?? 'new') : 'old');
      }),
      RUNS,
    );
  });
});
