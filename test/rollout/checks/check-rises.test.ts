import { codesOf, COURSE, expectFinding } from './course-findings.js';

const steps = (list: string, phase = '') => `${COURSE}phases: [{ name: a${phase}, steps: [${list}] }]\n`;

describe('a floor', () => {
  it.each([
    ['of a list', '{ expose: ^11..20 users of segment pilot }', 'too-many'],
    ['of a rule', '{ expose: ^50%..60% from segment eu }', 'floor'],
  ])('that cannot be reached is an error: %s', (_about, list, code) => {
    if (code === 'too-many') expect(() => codesOf(steps(list.replace('^', '')))).toThrow(/too-many/u);
    else
      expectFinding(
        steps(list),
        code,
        'error',
        /at least 500 users, and only about 400 can be reached; allowed: a floor of at most 400 users/u,
      );
  });

  it.each([
    '{ expose: 10..20 users of segment pilot }',
    '{ expose: 40%..50% from segment eu }',
    '{ expose: 5%..10% }',
  ])('that can be reached is fine: %s', (list) => {
    expect(codesOf(steps(list))).not.toContain('floor');
  });
});

describe('a step that exposes nobody new', () => {
  it.each([
    [
      'less than before',
      '{ expose: 20% }, { expose: ^10% }, { expose: everyone }',
      /`10%`, which exposes nobody new: about 200 users are exposed already.*say `add:`/u,
    ],
    [
      'the same again',
      '{ expose: segment pilot }, { expose: ^segment pilot }, { expose: everyone }',
      /about 10 users/u,
    ],
    ['a segment, when everybody is', '{ expose: everyone }, { expose: ^segment eu }', /about 1000 users/u],
  ])('is told: %s', (_about, list, said) => {
    expectFinding(steps(list), 'no-rise', 'warning', said);
  });

  it('is told of a whole phase at its name', () => {
    expectFinding(
      `${COURSE}phases: [{ name: a, steps: [{ expose: 20% }] }, { name: ^b, steps: [{ expose: 10% }, { expose: 20% }] }]\n`,
      'no-rise',
      'warning',
      /the phase `b`, which exposes nobody who is not exposed before it/u,
    );
  });

  it.each([
    ['more', '{ expose: 10% }, { expose: 20% }', ''],
    ['as much, in addition', '{ expose: 10% }, { add: 10% }', ''],
    ['a part of a segment that was partly in', '{ expose: 10% }, { expose: 50% of segment eu }', ''],
    [
      'everybody, after those who were eligible',
      '{ expose: everyone }, { expose: segment pilot }',
      ', eligible: userId exists',
    ],
    ['nobody, said so', '{ expose: 10% }, { expose: nobody }', ''],
  ])('is not meant by %s', (_about, list, phase) => {
    expect(codesOf(steps(list, phase))).not.toContain('no-rise');
  });
});
