import type { FlagContext } from '../../lib/flags/context.js';
import type { FlagDocument } from '../../lib/flags/document.js';
import { evaluateFlag, prepareFlag } from '../../lib/flags/evaluate.js';

/** A document whose flag `f` is on when `rule` matches. */
function withRule(rule: string): FlagDocument {
  return {
    version: '1',
    flags: { f: { name: 'f' } },
    values: {
      f: {
        enabled: false,
        _variants: [
          { name: 'on', enabled: true, rule },
          { name: 'off', enabled: false },
        ],
      },
    },
  };
}

const matches = (rule: string, context: FlagContext) => evaluateFlag(withRule(rule), 'f', context).enabled;

describe('evaluateFlag', () => {
  it.each<[string, FlagContext, FlagContext]>([
    ['(eq $state "Virginia")', { state: 'Virginia' }, { state: 'virginia' }],
    ['(eq $n 5)', { n: '5.0' }, { n: 'five' }],
    ['(eq $n "5")', { n: 5 }, { n: '5.0' }],
    ['(eq $ok true)', { ok: 'true' }, { ok: 'TRUE' }],
    ['(eq $ok true)', { ok: true }, { ok: 1 }],
    ['(eq "a" $x)', { x: 'a' }, { x: 'b' }],
    ['(eq $a $b)', { a: '1', b: 1.0 }, { a: '1', b: '1x' }],
    ['(gt $age 65)', { age: '66' }, { age: '65' }],
    ['(gt $age 65)', { age: '100' }, { age: 'old' }],
    ['(gte $age 65)', { age: 65 }, { age: 64.9 }],
    ['(lt $age 65)', { age: '-1e3' }, { age: 65 }],
    ['(lte $age 65)', { age: 65 }, { age: '65.5' }],
    ['(lt 5 $n)', { n: 6 }, { n: 5 }],
    ['(gte $n 0)', { n: 0 }, { n: NaN }],
    ['(gte $n 0)', { n: '+.5e3' }, { n: Infinity }],
    ['(gt $v "b")', { v: 'bb' }, { v: 'b' }],
    ['(gt $v "\uffff")', { v: '\u{1f600}' }, { v: 'z' }],
    ['(lt $t 2024-02)', { t: '2024-01-31T23:59:59Z' }, { t: '2024-02-01' }],
    ['(eq $t 2012-03-04T05:06:07-08:00)', { t: '2012-03-04T13:06:07Z' }, { t: '2012-03-04T05:06:07Z' }],
    ['(eq $t 2012-03-04T05:06:07.25Z)', { t: '2012-03-04T05:06:07.250Z' }, { t: '2012-03-04T05:06:07Z' }],
    ['(and (eq $a 1) (eq $b 2))', { a: 1, b: 2 }, { a: 1, b: 3 }],
    ['(and $beta (eq $b 2))', { beta: 'true', b: 2 }, { beta: 'yes', b: 2 }],
    ['(or (eq $a 1) (eq $b 2))', { b: 2 }, {}],
    ['(not (eq $a 1))', { a: 2 }, { a: 1 }],
    ['(eq (gt $a 1) true)', { a: 2 }, { a: 1 }],
    ['(begins_with $state "A")', { state: 'Alaska' }, { state: 'alaska' }],
    ['(begins_with $n "1")', { n: 12 }, { n: 21 }],
    ['(ends_with $email "amazon.com")', { email: 'a@amazon.com' }, { email: 'amazon.com.evil' }],
    ['(contains $promoCode "WIN")', { promoCode: 'XWINX' }, { promoCode: 'WI' }],
    ['(in $userId ["123", "456"])', { userId: 456 }, { userId: '45' }],
    ['(in $n [1, 2.5, true, 2024-01-01])', { n: '2.5' }, { n: '3' }],
    ['(in $n [1, true, 2024-01-01])', { n: 'true' }, { n: 'false' }],
    ['(in $n [2024-01-01])', { n: '2024-01-01T00:00:00Z' }, { n: '2024-01-02' }],
    ['(matches in::$greeting pattern::"h.*y")', { greeting: 'oh, hey you' }, { greeting: 'good day' }],
    ['(matches pattern::"^é+$" in::$x)', { x: 'éé' }, { x: 'e' }],
    ['(exists key::"country")', { country: '' }, { Country: 'x' }],
    ['(exists key::"constructor")', { constructor: 'x' } as unknown as FlagContext, {}],
    ['(split pct::100 by::$userId)', { userId: 'u' }, {}],
    ['(eq \'$plan-type\' "pro")', { 'plan-type': 'pro' }, { plan: 'pro' }],
    ['(eq $x "\ufffd")', { x: '\ud800' }, { x: '\u{10000}' }],
  ])('matches %s with %j and not with %j', (rule, matching, other) => {
    expect(matches(rule, matching)).toBe(true);
    expect(matches(rule, other)).toBe(false);
  });

  it.each([
    '(eq $a 1)',
    '(eq $a "undefined")',
    '(gt $a 0)',
    '(gte $a "")',
    '(lt $a 1)',
    '(lte $a true)',
    '(eq $a $b)',
    '(begins_with $a "")',
    '(ends_with $a "")',
    '(contains $a "")',
    '(in $a ["", "undefined"])',
    '(matches in::$a pattern::".*")',
    '(exists key::"a")',
    '(split pct::100 by::$a)',
    '(and $a true)',
    '(or $a $b)',
  ])('does not match %s when the context lacks the attribute', (rule) => {
    expect(matches(rule, {})).toBe(false);
    expect(matches(`(not ${rule})`, {})).toBe(true);
  });

  it('takes the first variant that matches, in order, and the default when none does', () => {
    const document: FlagDocument = {
      version: '1',
      flags: {},
      values: {
        f: {
          enabled: false,
          _variants: [
            { name: 'a', enabled: true, rule: '(lt $n 10)', attributeValues: { size: 1 } },
            { name: 'b', enabled: true, rule: '(lt $n 20)', attributeValues: { size: 2 } },
            { name: 'c', enabled: false, rule: '(lt $n 30)', attributeValues: { size: 3 } },
            { name: 'rest', enabled: true, attributeValues: { size: 4 } },
          ],
        },
      },
    };
    const flag = prepareFlag(document, 'f');
    expect(flag({ n: 5 })).toEqual({
      enabled: true,
      variant: 'a',
      attributes: { size: 1 },
      why: 'variant "a": rule (lt $n 10) matches',
    });
    expect(flag({ n: 15 })).toMatchObject({ variant: 'b', attributes: { size: 2 } });
    expect(flag({ n: 25 })).toMatchObject({ enabled: false, variant: 'c', attributes: {} });
    expect(flag({})).toEqual({
      enabled: true,
      variant: 'rest',
      attributes: { size: 4 },
      why: 'variant "rest": the default',
    });
  });

  it.each(['g', 'constructor', 'toString', '__proto__'])(
    'is disabled for the flag "%s" that the document lacks',
    (flag) => {
      expect(evaluateFlag(withRule('(eq $a 1)'), flag, { a: 1 })).toEqual({
        enabled: false,
        attributes: {},
        why: `the document has no flag "${flag}"`,
      });
    },
  );

  it('is disabled when no variant matches and there is no default', () => {
    const values = { f: { enabled: true, _variants: [{ name: 'on', enabled: true, rule: '(eq $a 1)' }] } };
    expect(evaluateFlag({ version: '1', flags: {}, values }, 'f', {})).toEqual({
      enabled: false,
      attributes: {},
      why: 'flag "f" has no variant that matches',
    });
  });

  it('abridges a long rule in its explanation', () => {
    const rule = `(in $userId [${Array.from({ length: 500 }, (_, index) => `"user-${index}"`).join(',')}])`;
    const { why } = evaluateFlag(withRule(rule), 'f', { userId: 'user-7' });
    expect(why).toMatch(/^variant "on": rule \(in \$userId \["user-0",.* … .*"user-499"\]\) matches$/);
    expect(why.length).toBeLessThan(250);
  });

  it.each([
    ['a rule that AppConfig would refuse', '(ne $a 1)', '"ne" is no operator'],
    [
      'a pattern that is no regular expression',
      '(matches in::$a pattern::"(")',
      '"(" is no regular expression',
    ],
  ])('fails for %s, whatever the context', (_what, rule, message) => {
    expect(() => prepareFlag(withRule(rule), 'f')).toThrow(message);
  });

  describe('split', () => {
    const users = Array.from({ length: 20_000 }, (_, index) => `user-${index}`);
    const picked = (rule: string) => {
      const flag = prepareFlag(withRule(rule), 'f');
      return new Set(users.filter((userId) => flag({ userId }).enabled));
    };

    it('picks about the percentage it is given', () => {
      // Five standard deviations of a binomial count.
      expect(Math.abs(picked('(split pct::20 by::$userId seed::"a")').size - 4000)).toBeLessThan(
        5 * Math.sqrt(3200),
      );
      expect(picked('(split pct::0 by::$userId seed::"a")').size).toBe(0);
      expect(picked('(split pct::100 by::$userId seed::"a")').size).toBe(20_000);
    });

    it('keeps everybody when the percentage grows under one seed', () => {
      const more = picked('(split pct::25 by::$userId seed::"a")');
      expect([...picked('(split pct::20 by::$userId seed::"a")')].filter((user) => !more.has(user))).toEqual(
        [],
      );
    });

    it('picks others under another seed', () => {
      const other = picked('(split pct::20 by::$userId seed::"b")');
      const both = [...picked('(split pct::20 by::$userId seed::"a")')].filter((user) =>
        other.has(user),
      ).length;
      expect(Math.abs(both - 800)).toBeLessThan(5 * Math.sqrt(800));
    });
  });
});
