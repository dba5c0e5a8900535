import { codesOf, COURSE, expectFinding } from './course-findings.js';

const leave = (steps: string, condition: string) =>
  `${COURSE}phases: [{ name: a, steps: [${steps}], leave: [${condition}] }]\n`;

describe('a threshold on a count', () => {
  it.each([
    [
      '< 2% of 50',
      '{ expose: 50 users }',
      '^failures < 2%',
      /on about 50 users at the end of a: it allows 0 of 50.*`= 0%`.*`<= 2%` to allow one/u,
    ],
    ['<= 1.9% of 50', '{ expose: 50 users }', '^failures <= 1.9%', /allows 0 of 50/u],
    [
      '> 98% of 50 kept',
      '{ expose: 50 users }',
      '^kept > 98%',
      /allows 0 of 50.*`= 100%`.*`>= 98%` to allow one/u,
    ],
    ['>= 98.1% of 50 kept', '{ expose: 50 users }', '^kept >= 98.1%', /allows 0 of 50/u],
    [
      'of the members of a list',
      '{ expose: segment pilot }',
      '^failures < 10%',
      /about 10 users.*allows 0 of 10/u,
    ],
    [
      'of those whom the last step added',
      '{ expose: 10% }, { expose: 20% }',
      '^failures < 1% over step',
      /about 100 users at the end of a/u,
    ],
    [
      'of the users of one segment',
      '{ expose: 10% }',
      '^failures in segment eu < 2.5%',
      /about 40 users.*allows 0 of 40/u,
    ],
    [
      'of the segment with the fewest',
      '{ expose: 10% of segment eu }, { expose: 5% of segment us }',
      '^failures in every segment < 3%',
      /about 30 users.*allows 0 of 30/u,
    ],
    ['on one unit', '{ expose: 1 user }', '^failures < 50%', /on about 1 user at the end/u],
    [
      'behind a condition that it is joined with',
      '{ expose: 50 users }',
      'errors < 1% and ^failures < 2%',
      /allows 0 of 50/u,
    ],
    [
      '= 1% of 50',
      '{ expose: 50 users }',
      '^failures = 1%',
      /no number of 50 is 1%; allowed: `<= 1%` or `>= 1%`/u,
    ],
  ])('that no count expresses is told: %s', (_about, steps, condition, said) => {
    expectFinding(leave(steps, condition), 'count', 'warning', said);
  });

  it.each([
    ['< 2.1% of 50', '{ expose: 50 users }', 'failures < 2.1%'],
    ['<= 2% of 50', '{ expose: 50 users }', 'failures <= 2%'],
    ['< 2% of 51', '{ expose: 51 users }', 'failures < 2%'],
    ['>= 98% of 50 kept', '{ expose: 50 users }', 'kept >= 98%'],
    ['= 0%, which says that nobody may fail', '{ expose: 50 users }', 'failures = 0%'],
    ['<= 0%', '{ expose: 50 users }', 'failures <= 0%'],
    ['>= 100%', '{ expose: 50 users }', 'kept >= 100%'],
    ['= 2% of 50', '{ expose: 50 users }', 'failures = 2%'],
    ['on a metric that is no census', '{ expose: 50 users }', 'errors < 0.1%'],
    ['over the phase, of more', '{ expose: 10% }, { expose: 20% }', 'failures < 1% over phase'],
    ['a worst share that must be passed', '{ expose: 50 users }', 'failures > 1%'],
  ])('that a count expresses is fine: %s', (_about, steps, condition) => {
    expect(codesOf(leave(steps, condition))).not.toContain('count');
  });

  it('of `each:` is told once, for the step with the fewest', () => {
    const text = `${COURSE}phases: [{ name: a, each: { go: [^failures < 2%] }, steps: [{ expose: 100 users }, { add: 20 users }, { add: 40 users }] }]\n`;
    expectFinding(text, 'count', 'warning', /about 20 users after a.2/u);
  });

  it('of an entry gate is not about those who come', () => {
    const text = `${COURSE}phases: [{ name: a, steps: [{ enter: [failures < 2%], expose: 50 users }] }]\n`;
    expect(codesOf(text)).not.toContain('count');
  });

  it.each(['^failures < 0%', '^failures > 100%', '^failures >= 101%', '^failures = 101%'])(
    'that no share keeps is an error: %s',
    (condition) => {
      expectFinding(
        leave('{ expose: 50 users }', condition),
        'impossible-level',
        'error',
        /no share is ever so/u,
      );
    },
  );

  it.each(['failures <= 0%', 'failures >= 100%', 'failures > 99%', 'failures = 100%'])(
    'that some share keeps is none: %s',
    (condition) => {
      expect(codesOf(leave('{ expose: 50 users }', condition))).not.toContain('impossible-level');
    },
  );
});
