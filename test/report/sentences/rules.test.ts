import { parseRule } from '../../../lib/flags/parse-rule.js';
import { sayRule } from '../../../lib/report/sentences/rules.js';

it.each([
  ['(lt $bucket 216667)', 'bucket < 216,667'],
  ['(eq $risk "low")', 'risk is low'],
  ['(not (eq $risk "low"))', 'not (risk is low)'],
  ['(and (eq $a true) (or (gt $b 1) (lte $c 2)))', 'a is true and (b > 1 or c <= 2)'],
  ['(or (eq $a 1) (or (eq $b 2) (eq $c 3)))', 'a is 1 or b is 2 or c is 3'],
  ['(or (and (eq $a 1) (eq $b 2)) (eq $c 3))', '(a is 1 and b is 2) or c is 3'],
  ['(in $userId ["x"])', 'userId is x'],
  ['(in $userId ["x","y"])', 'userId is one of x, y'],
  ['(in $userId ["a","b","c","d","e"])', 'userId is one of 5: a, b, …'],
  ['(begins_with $mail "a")', 'mail starts with a'],
  ['(ends_with $mail "z")', 'mail ends with z'],
  ['(contains $mail "@")', 'mail contains @'],
  ['(matches in::$mail pattern::"a.c")', 'mail matches a.c'],
  ['(exists key::"mail")', 'mail exists'],
  ['(split pct::4 by::$userId seed::"s")', "AppConfig's split lets userId in (4%)"],
  ['(gte $since 2026-01-05)', 'since >= 2026-01-05'],
])('%s is said as %s', (rule, sentence) => {
  expect(sayRule(parseRule(rule))).toBe(sentence);
});
