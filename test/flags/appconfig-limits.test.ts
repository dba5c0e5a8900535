import type { AppConfigLimit } from '../../lib/flags/appconfig-limits.js';
import { APPCONFIG_LIMITS } from '../../lib/flags/appconfig-limits.js';
import { compileRise } from '../../lib/flags/compile-flags.js';
import type { CompileResult, FlagSpec, SegmentRule } from '../../lib/flags/compile-input.js';
import type { AttributeValue } from '../../lib/flags/document.js';
import { utf8Length } from '../../lib/flags/well-formed.js';
import { schemaErrors } from './feature-flags-schema.js';

const FLAG: FlagSpec = {
  key: 'f',
  oldVariant: 'old',
  variants: { old: {}, new: {} },
  bucketAttribute: 'bucket',
};

const SOMEBODY: SegmentRule = { kind: 'where', test: { kind: 'exists', attribute: 'a' } };

function compiled(flag: Partial<FlagSpec>, segment = SOMEBODY): CompileResult {
  const spec = { ...FLAG, ...flag };
  const variant = Object.keys(spec.variants).find((name) => name !== spec.oldVariant) ?? '';
  return compileRise({
    flags: [spec],
    segments: new Map([['s', segment]]),
    unitAttribute: 'u',
    bucketing: { kind: 'phasegate' },
    bucketOf: () => 0,
    exposures: { [spec.key]: { variant, grants: [{ segment: 's', below: 1_000_000 }] } },
    included: [],
  });
}

const attributes = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`a${index}`, index] as const));
const withAttributes = (values: { readonly [attribute: string]: AttributeValue }) =>
  compiled({ variants: { old: {}, new: values } });
/** A list segment that fills `rules` rules to the last character: every unit takes exactly half of a rule. */
const filling = (rules: number, extra = 0): SegmentRule => ({
  kind: 'list',
  units: Array.from({ length: 2 * rules + extra }, (_, index) => {
    const name = `${index}-`;
    // `(in $u ["…","…"])` is 16,384 characters with two units of 8,184 and 8,185.
    return name + 'x'.repeat((index % 2 === 0 ? 8184 : 8185) - name.length);
  }),
});
const equality = (length: number): SegmentRule => ({
  kind: 'where',
  test: { kind: 'is', attribute: 'a', value: 'x'.repeat(length - '(eq $a "")'.length) },
});

describe('each limit of AppConfig', () => {
  it.each<[AppConfigLimit, string, CompileResult, boolean]>([
    ['flagKey', '64 characters', compiled({ key: 'k'.repeat(64) }), true],
    ['flagKey', '65 characters', compiled({ key: 'k'.repeat(65) }), false],
    ['flagKey', '1 character', compiled({ key: 'k' }), true],
    ['flagKey', 'no character', compiled({ key: '' }), false],
    ['flagKey', 'a capital at the start', compiled({ key: 'Key' }), false],
    ['flagKey', 'a digit at the start', compiled({ key: '1key' }), false],
    ['flagKey', '_, - and digits', compiled({ key: 'k_-9Z' }), true],
    ['flagKey', 'a dot', compiled({ key: 'k.k' }), false],
    ['flagKey', 'a line break at the end', compiled({ key: 'k\n' }), false],
    ['flagKey', 'the prototype', compiled({ key: '__proto__' }), false],
    ['attributeKey', '64 characters', withAttributes({ ['k'.repeat(64)]: 1 }), true],
    ['attributeKey', '65 characters', withAttributes({ ['k'.repeat(65)]: 1 }), false],
    ['attributeKey', 'a space', withAttributes({ 'a b': 1 }), false],
    [
      'variantName',
      '53 characters, 11 being needed for lists and the brake lane',
      compiled({ variants: { old: {}, ['n'.repeat(53)]: {} } }),
      true,
    ],
    ['variantName', '54 characters', compiled({ variants: { old: {}, ['n'.repeat(54)]: {} } }), false],
    ['variantName', '1 character', compiled({ variants: { old: {}, n: {} } }), true],
    ['variantName', 'no character', compiled({ variants: { old: {}, '': {} } }), false],
    ['variantName', 'a line break', compiled({ variants: { old: {}, 'a\nb': {} } }), false],
    ['attributes', '25', withAttributes(attributes(25)), true],
    ['attributes', '26', withAttributes(attributes(26)), false],
    [
      'attributes',
      '26 over two variants',
      compiled({ variants: { old: { b: 1 }, new: attributes(25) } }),
      false,
    ],
    ['stringValue', '1,024 characters', withAttributes({ a: 'x'.repeat(1024) }), true],
    ['stringValue', '1,025 characters', withAttributes({ a: 'x'.repeat(1025) }), false],
    ['stringValue', '1,024 characters in a list', withAttributes({ a: ['', 'x'.repeat(1024)] }), true],
    ['stringValue', '1,025 characters in a list', withAttributes({ a: ['', 'x'.repeat(1025)] }), false],
    ['description', '1,024 characters', compiled({ summary: 'x'.repeat(1024) }), true],
    ['description', '1,025 characters', compiled({ summary: 'x'.repeat(1025) }), false],
    ['rule', '16,384 characters', compiled({}, equality(16_384)), true],
    ['rule', '16,385 characters', compiled({}, equality(16_385)), false],
    [
      'rule',
      'a unit that fills a rule',
      compiled({}, { kind: 'list', units: ['x'.repeat(16_384 - '(in $u [""])'.length)] }),
      true,
    ],
    [
      'rule',
      'a unit too long for a rule',
      compiled({}, { kind: 'list', units: ['x'.repeat(16_385 - '(in $u [""])'.length)] }),
      false,
    ],
    ['variants', '32: 31 full rules and the default', compiled({}, filling(31)), true],
    ['variants', '33: one more unit', compiled({}, filling(31, 1)), false],
  ])('%s: %s', (limit, _what, result, allowed) => {
    expect(result.ok ? [] : result.problems.map((problem) => problem.limit)).toEqual(allowed ? [] : [limit]);
    if (result.ok) expect(schemaErrors(result.document)).toEqual([]);
  });

  it('fills rules to the last character', () => {
    const result = compiled({}, filling(2));
    const rules = result.ok ? result.document.values['f']?._variants.map(({ rule }) => rule?.length) : [];
    expect(rules).toEqual([16_384, 16_384, undefined]);
  });

  it.each([
    ['exactly the limit', 0, true],
    ['one byte more', 1, false],
  ])('document: %s', (_what, more, allowed) => {
    const sized = (bytes: number) =>
      withAttributes({ a: ['é'.repeat(1000), 'x'.repeat(24), ...filler(bytes)] });
    const empty = sized(0);
    if (!empty.ok) throw new Error('the smallest document is refused');
    const room = APPCONFIG_LIMITS.document.max - Buffer.byteLength(JSON.stringify(empty.document));
    const result = sized(room + more);
    expect(result.ok).toBe(allowed);
    if (result.ok) expect(Buffer.byteLength(JSON.stringify(result.document))).toBe(2_097_152);
    else
      expect(result.problems).toEqual([
        {
          limit: 'document',
          found: 'a document of 2097153 bytes as UTF-8 JSON',
          allowed: 'at most 2097152',
          advice: expect.any(String) as string,
        },
      ]);
  });

  it('has a source and is named in words', () => {
    for (const limit of Object.values(APPCONFIG_LIMITS)) {
      expect(limit.source).toMatch(/AppConfig/);
      expect(limit.what).not.toBe('');
    }
  });
});

/** Texts of an attribute that add exactly `bytes` to a document: `,"…"` each. */
function filler(bytes: number): string[] {
  const texts: string[] = [];
  let left = bytes;
  while (left > 0) {
    // The last one needs room for its comma and quotes.
    const size = left <= 1027 ? left : left - 1027 < 3 ? 1000 : 1027;
    texts.push('x'.repeat(size - 3));
    left -= size;
  }
  return texts;
}

describe('utf8Length', () => {
  it.each([
    '',
    'a',
    'é',
    '日',
    '😀',
    'a😀é',
    '\ud800',
    '\udc00\ud800',
    '\ud83d\ud83d\ude00',
    '\u07ff\u0800\uffff',
  ])('counts the bytes of %j', (text) => {
    expect(utf8Length(text)).toBe(new TextEncoder().encode(text).length);
  });
});
