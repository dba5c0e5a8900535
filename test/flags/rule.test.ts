import fc from '../fast-check.js';
import { parseRule } from '../../lib/flags/parse-rule.js';
import type { Rule } from '../../lib/flags/rule.js';
import { context, printRule, quote } from '../../lib/flags/rule.js';

const $user = context('userId');

describe('printRule', () => {
  it.each<[string, Rule]>([
    ['(eq $state "Virginia")', { kind: 'eq', left: context('state'), right: 'Virginia' }],
    ['(gt $age 65)', { kind: 'gt', left: context('age'), right: 65 }],
    ['(lte $age -1.5)', { kind: 'lte', left: context('age'), right: -1.5 }],
    [
      '(gte $since 2024-01)',
      { kind: 'gte', left: context('since'), right: { kind: 'timestamp', text: '2024-01' } },
    ],
    ['(not (eq $a true))', { kind: 'not', operand: { kind: 'eq', left: context('a'), right: true } }],
    ['(begins_with $state "A")', { kind: 'begins_with', value: context('state'), text: 'A' }],
    ['(ends_with $email "amazon.com")', { kind: 'ends_with', value: context('email'), text: 'amazon.com' }],
    ['(contains $promoCode "WIN")', { kind: 'contains', value: context('promoCode'), text: 'WIN' }],
    ['(in $userId ["123","456"])', { kind: 'in', value: $user, list: ['123', '456'] }],
    [
      '(matches in::$greeting pattern::"h.*y")',
      { kind: 'matches', value: context('greeting'), pattern: 'h.*y' },
    ],
    ['(exists key::"country")', { kind: 'exists', key: 'country' }],
    ['(split pct::10 by::$userId seed::"abc")', { kind: 'split', percent: 10, by: $user, seed: 'abc' }],
    ['(split pct::0.0001 by::$userId)', { kind: 'split', percent: 0.0001, by: $user }],
  ])('writes %s as AppConfig documents it', (text, rule) => {
    expect(printRule(rule)).toBe(text);
    expect(parseRule(text)).toEqual(rule);
  });

  it('nests "and" and "or" in pairs, because two operands are documented', () => {
    const operands = ['a', 'b', 'c'].map((key): Rule => ({ kind: 'exists', key }));
    expect(printRule({ kind: 'and', operands })).toBe(
      '(and (and (exists key::"a") (exists key::"b")) (exists key::"c"))',
    );
  });

  it.each([
    ['user.tier', "'$user.tier'"],
    ['plan-type', "'$plan-type'"],
    ["o'neil", "'$o\\'neil'"],
    ['10', "'$10'"],
    ['', "'$'"],
    ['a b) (c', "'$a b) (c'"],
    ['tier2', '$tier2'],
  ])('writes the context key %j so that it stays one symbol', (key, symbol) => {
    const rule: Rule = { kind: 'eq', left: context(key), right: 1 };
    expect(printRule(rule)).toBe(`(eq ${symbol} 1)`);
    expect(parseRule(printRule(rule))).toEqual(rule);
  });

  it.each([
    [0, '0'],
    [-0, '0'],
    [9_007_199_254_740_991, '9007199254740991'],
    [9_007_199_254_740_992, '9.007199254740992e+15'],
    [1e300, '1e+300'],
    [1.5e-9, '1.5e-9'],
  ])('writes the number %d as %s', (value, text) => {
    expect(printRule({ kind: 'eq', left: $user, right: value })).toBe(`(eq $userId ${text})`);
  });

  it.each([NaN, Infinity, -Infinity])('fails when asked to write the number %d', (value) => {
    expect(() => printRule({ kind: 'eq', left: $user, right: value })).toThrow(
      'only finite numbers are allowed',
    );
  });

  it.each(['and', 'or'] as const)('fails when "%s" has no operand', (kind) => {
    expect(() => printRule({ kind, operands: [] })).toThrow('at least one operand');
  });
});

describe('quote', () => {
  it.each([
    ['"', '"\\""'],
    ['\\', '"\\\\"'],
    ['\\"', '"\\\\\\""'],
    ['a\nb\rc\td', '"a\\nb\\rc\\td"'],
    ['\0\u0007\u007f\u0085', '"\\u0000\\u0007\\u007f\\u0085"'],
    ['\u2028\u2029', '"\\u2028\\u2029"'],
    ['\u202eevil', '"\\u202eevil"'],
    ['\ufeff', '"\\ufeff"'],
    ["x\") (split pct::100 by::$u) '''::", '"x\\") (split pct::100 by::$u) \'\'\'::"'],
    ['Ḽơᶉëᶆ ȋṕšᶙṁ 日本 😀', '"Ḽơᶉëᶆ ȋṕšᶙṁ 日本 😀"'],
    ['\ud800', '"\ufffd"'],
  ])('writes %j as %s', (text, quoted) => {
    expect(quote(text)).toBe(quoted);
  });

  it('writes text that both JSON and the rule parser read back, on one line and in visible characters', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const quoted = quote(text);
        expect(JSON.parse(quoted)).toBe(
          new TextDecoder('utf-8', { ignoreBOM: true }).decode(new TextEncoder().encode(text)),
        );
        expect(parseRule(`(exists key::${quoted})`)).toEqual({
          kind: 'exists',
          key: JSON.parse(quoted) as string,
        });
        expect(quoted).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}]/u);
      }),
      { numRuns: 500 },
    );
  });
});
