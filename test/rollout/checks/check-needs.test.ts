import { codesOf, expectFinding } from './course-findings.js';

const NEEDY = `rollout: small
audience: { unit: user, key: userId, size: 1000, segments: { pilot: { list: [a, b, c, d] }, eu: { where: region is eu, size: 300 }, us: { where: region is us, size: 700 } } }
flags: { base: {}, top: { needs: [base] }, other: { needs: [base], salt: another } }
`;
const steps = (list: string, rest = '') => `${NEEDY}${rest}phases: [{ name: a, steps: [${list}] }]\n`;

describe('a flag that needs another', () => {
  it.each([
    [
      'is raised before it',
      'needs-first',
      '{ flags: [^top], expose: 10% }, { flags: [base], expose: everyone }',
      /`top` is raised in `a.1` before `base`, which it needs.*in an earlier step, or in the same one/u,
    ],
    [
      'is raised further',
      'needs-further',
      '{ flags: [base], expose: 10% }, { flags: [^top], expose: 20% }',
      /raised to 20% \(200 users\) in `a.2`, while `base`, which it needs, is at 10% \(100 users\)/u,
    ],
    [
      'is raised further than a number of users',
      'needs-further',
      '{ flags: [base], expose: 5 users }, { flags: [^top], expose: 1% }',
      /at 0.5% \(5 users\)/u,
    ],
    [
      'adds more than it has',
      'needs-further',
      '{ flags: [base], expose: 20% }, { flags: [top], add: 15% }, { flags: [^top], add: 10% }',
      /raised to 25%/u,
    ],
    [
      'goes beyond its segment',
      'needs-further',
      '{ flags: [base], expose: segment eu }, { flags: [^top], expose: 10% }',
      /at 30%/u,
    ],
    [
      'goes further in a segment',
      'needs-further',
      '{ flags: [base], expose: 10% of segment eu }, { flags: [^top], expose: 20% of segment eu }',
      /raised to 6% \(60 users\)/u,
    ],
    [
      'takes a whole list of which a part has it',
      'needs-further',
      '{ flags: [base], expose: 2 users of segment pilot }, { flags: [^top], expose: segment pilot }',
      /raised to 0.4%/u,
    ],
    [
      'draws others by another salt',
      'needs-salt',
      '{ flags: [base], expose: 50% }, { flags: [^other], expose: 25% }',
      /the two have different salts, so these are not the same users; allowed: `base` at 100%, or one `salt` for both/u,
    ],
  ])('and %s is refused', (_about, code, list, said) => {
    expectFinding(steps(list), code, 'error', said);
  });

  it.each([
    ['in the same step', '{ expose: everyone }'],
    ['as far', '{ flags: [base], expose: 20% }, { flags: [top], expose: 20% }'],
    ['as far, by number', '{ flags: [base], expose: 10 users }, { flags: [top], expose: 1% }'],
    [
      'in the same segment',
      '{ flags: [base], expose: segment eu }, { flags: [top], expose: 50% of segment eu }',
    ],
    [
      'among all, in a segment',
      '{ flags: [base], expose: everyone }, { flags: [top, other], expose: 1% of segment eu }',
    ],
    [
      'everywhere, when the segments are everybody',
      '{ flags: [base], expose: segment eu }, { flags: [base], expose: segment us }, { flags: [top], expose: 20% }',
    ],
    [
      'with another salt, when everybody has it',
      '{ flags: [base], expose: everyone }, { flags: [other], expose: 25% }',
    ],
    [
      'in another segment, of which nobody can say whether it lies within',
      '{ flags: [base], expose: segment eu }, { flags: [top], expose: segment pilot }',
    ],
    ['later, by tasks alone', '{ flags: [top], tasks: [look] }'],
  ])('may be raised %s', (_about, list) => {
    expect(codesOf(steps(list)).filter((code) => code.startsWith('needs'))).toEqual([]);
  });

  it.each([
    ['', ['needs-eligible']],
    [', eligible: tier > 3', []],
    [', eligible: tier > 2', ['needs-eligible']],
  ])('is on where the other is, whoever is eligible: %s', (eligible, expected) => {
    const text = `${NEEDY}phases:
  - { name: a, eligible: tier > 3, steps: [{ flags: [base], expose: everyone }] }
  - { name: b${eligible}, steps: [{ flags: [^top], expose: everyone }] }
`;
    expect(codesOf(text.replace('^', '')).filter((code) => code.startsWith('needs'))).toEqual(expected);
    if (expected.length > 0)
      expectFinding(
        text,
        'needs-eligible',
        'warning',
        /is at 100% .* and only for those who were `eligible`.*say `eligible` in `b` as well/u,
      );
  });

  it('is looked at in each environment by itself', () => {
    const text = `${NEEDY}environments: [staging, production]
phases:
  - { name: a, environment: staging, steps: [{ flags: [base], expose: everyone }, { flags: [top], expose: everyone }] }
  - { name: b, environment: production, steps: [{ flags: [^top], expose: everyone }, { flags: [base], expose: everyone }] }
`;
    expectFinding(text, 'needs-first', 'error', /`b.1`/u);
  });
});
