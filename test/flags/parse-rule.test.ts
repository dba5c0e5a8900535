import { parseRule } from '../../lib/flags/parse-rule.js';
import { printRule } from '../../lib/flags/rule.js';

describe('parseRule', () => {
  it.each([
    [
      'named operands in any order',
      '(split seed::"abc" by::$userId pct::10)',
      '(split pct::10 by::$userId seed::"abc")',
    ],
    [
      'named operands of matches',
      '(matches pattern::"h.*y" in::$greeting)',
      '(matches in::$greeting pattern::"h.*y")',
    ],
    ['white space around everything', ' ( and\n (eq $a 1)\t(gt $b 2) ) ', '(and (eq $a 1) (gt $b 2))'],
    ['white space after a name', '(exists key :: "a")', '(exists key::"a")'],
    ['a list with spaces and a last comma', '(in $a [ "1" , 2, true, ])', '(in $a ["1",2,true])'],
    ['an empty list', '(in $a [])', '(in $a [])'],
    ['floats', '(gt $a 1.234e-5)', '(gt $a 0.00001234)'],
    ['timestamps with an offset', '(lt $t 2012-03-04T05:06:07-08:00)', '(lt $t 2012-03-04T05:06:07-08:00)'],
    ['an expression as an operand', '(eq (gt $a 1) (lt $b 2))', '(eq (gt $a 1) (lt $b 2))'],
    ['more than two operands of and', '(and true $isBeta (gt $a 1))', '(and (and true $isBeta) (gt $a 1))'],
    [
      'every escape of Ion',
      String.raw`(eq $a "\"\'\?\/\\\x41\u00e9\U0001F600\n")`,
      String.raw`(eq $a "\"'?/\\Aé😀\n")`,
    ],
  ])('reads %s', (_what, text, printed) => {
    expect(printRule(parseRule(text))).toBe(printed);
  });

  it.each([
    ['', 1, 'expected "(" before an operator, found the end of the rule'],
    ['true', 1, 'expected "("'],
    ['(ne $a 1)', 2, '"ne" is no operator; allowed are eq, gt'],
    ['()', 2, 'is no operator'],
    ['(eq $a 1', 9, 'expected ")" after the operands of "eq", found the end of the rule'],
    ['(eq $a 1 2)', 10, 'expected ")" after the operands of "eq", found "2"'],
    ['(eq $a)', 7, 'is no operand'],
    ['(eq $a 1) (eq $b 2)', 11, 'expected the end of the rule, found "("'],
    ['(eq $a-b 1)', 5, "'$a-b'"],
    ['(eq $a.b 1)', 5, "'$a-b'"],
    ['(eq $10 1)', 5, "'$a-b'"],
    ["(eq 'a' 1)", 5, 'is no context key'],
    ['(eq $a "x)', 8, 'has no closing "'],
    ['(eq $a "x\ny")', 8, 'has no closing "'],
    [String.raw`(eq $a "\q")`, 11, String.raw`"\q" is no escape`],
    [String.raw`(eq $a "\u00")`, 11, 'needs 4 hexadecimal digits'],
    [String.raw`(eq $a "\U00110000")`, 19, 'needs 8 hexadecimal digits of a Unicode character'],
    ['(eq $a 10abc)', 8, '"10" is no operand'],
    ['(eq $a null)', 8, '"null" is no operand'],
    ['(eq $a 2024-13)', 8, '"2024-13" is no date or time'],
    ['(eq $a 2023-02-29)', 8, 'is no date or time'],
    ['(in $a "1")', 8, 'expected "[" before a list of constants'],
    ['(in $a ["1" "2"])', 13, 'expected "," between the constants of a list'],
    ['(in $a [$b])', 9, 'is no operand'],
    ['(exists $country)', 9, '"exists" takes key::, each once'],
    ['(exists)', 8, '"exists" lacks key::'],
    ['(exists key::$a)', 16, 'must be a text between double quotes'],
    ['(split pct::10 pct::20 by::$u)', 16, '"pct" is not expected here'],
    ['(split pct::101 by::$u)', 23, 'a number from 0 to 100'],
    ['(split pct::-1 by::$u)', 22, 'a number from 0 to 100'],
    ['(split pct::"10" by::$u)', 24, 'a number from 0 to 100'],
    ['(split by::$u)', 14, '"split" lacks pct::'],
    ['(and (eq $a 1))', 15, 'is no operand'],
    ['(eq $a <)', 8, 'is no operand'],
  ])('fails with the place and the remedy for %j', (text, character, message) => {
    expect(() => parseRule(text)).toThrow(message);
    expect(() => parseRule(text)).toThrow(`rule, character ${character}: `);
  });

  it.each([
    [500, true],
    [501, false],
  ])('reads %d levels of nesting: %s', (depth, accepted) => {
    const text = `${'(not '.repeat(depth)}(exists key::"a")${')'.repeat(depth)}`;
    if (accepted) expect(printRule(parseRule(text))).toBe(text);
    else expect(() => parseRule(text)).toThrow('nested more than 500 deep');
  });
});
