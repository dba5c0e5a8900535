import { readFileSync, readdirSync } from 'node:fs';
import { parse } from 'yaml';
import { planFile } from '../../../lib/plan/schema/plan-file.js';
import { HEAD } from '../reading.js';

const accepts = (text: string) => planFile.safeParse(parse(HEAD + text)).success;
const phase = (keys: string) => `phases: [{ name: a, ${keys} }]`;

describe('the schema of a plan', () => {
  it.each(readdirSync('plans').filter((file) => file.endsWith('.yaml')))('takes plans/%s', (file) => {
    expect(planFile.safeParse(parse(readFileSync(`plans/${file}`, 'utf8'))).error).toBeUndefined();
  });

  it.each([
    ['one week', 'week: 3'],
    ['weeks', 'week: 3..4'],
    ['one window', 'window: 02:00-04:00'],
    ['several windows', 'window: [02:00-04:00, 12:00-13:00 UTC]'],
    ['a gate as a list', 'leave: [errors < 1%]'],
    ['an empty gate', 'leave: []'],
    ['a gate as a mapping', 'leave: { any: [errors < 1%], within: 2h }'],
    ['one sign-off', 'enter: { signOff: release }'],
    ['several sign-offs', 'enter: { signOff: [release, support] }'],
    ['tasks by name and in full', 'tasks: [look, { name: see, by: release, value: ">= 5%" }]'],
    ['a phase that only waits', 'lasts: 2d'],
  ])('takes %s', (_about, keys) => {
    expect(accepts(phase(keys))).toBe(true);
  });

  it.each([
    ['a key that does not exist', phase('soak: 1d')],
    ['week 0', phase('week: 0')],
    ['weeks that run backwards', phase('week: 4..3')],
    ['half a week', phase('week: 1.5')],
    ['a list of windows without any', phase('window: []')],
    ['a month', phase('lasts: 1mo')],
    ['a length that shrinks', phase('lasts: 3d..2d')],
    ['more than 100 %', phase('steps: [{ expose: 101% }]')],
    ['a condition without a level', phase('leave: [errors <]')],
    ['no phase', 'phases: []'],
    ['a promise of something unknown', `promises: { revert nothing: 1h }\n${phase('week: 1')}`],
    [
      'a rate without a time',
      `surveys: [{ name: s, to: all users, by: email, metrics: [] }]\n${phase('week: 1')}`,
    ],
    ['a name of a prototype', phase('environment: constructor')],
  ])('refuses %s', (_about, text) => {
    expect(accepts(text)).toBe(false);
  });

  it.each([64, 65])('takes names of up to 64 characters: %i', (length) => {
    expect(accepts(`phases: [{ name: ${'a'.repeat(length)} }]`)).toBe(length <= 64);
  });

  it.each([
    ['a', true],
    ['a-b_C9', true],
    ['A', false],
    ['9a', false],
    ['a.b', false],
    ['a'.repeat(64), true],
    ['a'.repeat(65), false],
  ])('takes flag keys that AppConfig takes: %s', (key, ok) => {
    expect(accepts(phase(`flags: [${key}]`))).toBe(ok);
  });
});
