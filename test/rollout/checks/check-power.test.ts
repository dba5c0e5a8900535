import { codesOf, COURSE, expectFinding } from './course-findings.js';

const step = (go: string, { expose = '5%', soak = '1d', course = COURSE } = {}) =>
  `${course}phases:\n  - { name: a, steps: [{ expose: ${expose}, soak: ${soak}, go: [${go}] }, { expose: everyone }] }\n`;
const power = (text: string) => codesOf(text).filter((code) => /^gate-(?:blind|by-chance)$/u.test(code));

describe('a threshold that lets twice what it allows pass', () => {
  it('is told with its units, the least that it sees, and how many it takes', () => {
    expectFinding(
      step('^failures <= 4%', { expose: '2.5%' }),
      'gate-blind',
      'warning',
      /after a\.1: with about 25 users this gate cannot see 2x what it allows; 2\.\dx is the least \(1\d(?:\.\d+)?% bad, 1\dx what is usual\).*ask of at least \d+ users/u,
    );
  });

  it('is told with its samples, its time, and how long it takes', () => {
    expectFinding(
      step('^errors < 0.1%', {
        soak: '2m',
        course: COURSE.replace(
          'errors: { ratio: [Errors, Requests], split: page, baseline: 1% }',
          'errors: { ratio: [Errors, Requests], baseline: 0.02% }',
        ),
      }),
      'gate-blind',
      'warning',
      /with about 50 users exposed and about 100 requests in its 2m this gate cannot see 2x what it allows; \d+x is the least \(1\.6% bad, 80x what is usual\).*look over at least \d+m/u,
    );
  });

  it('is told where it is asked at once', () => {
    expectFinding(step('^errors < 2%', { soak: '0m' }), 'gate-blind', 'warning', /0 requests in no time/u);
  });

  it.each([
    ['samples enough', 'errors < 2%', {}],
    ['a level that allows nothing', 'failures = 0%', { expose: '2%' }],
    ['a level that twice is more than everything', 'errors < 60%', { soak: '1m' }],
    [
      'what people report',
      'asked > 90%',
      {
        course: COURSE.replace(
          'metrics:\n',
          'metrics:\n  asked: { ratio: [A, B], reported: by support, better: higher, baseline: 95% }\n',
        ),
      },
    ],
  ])('is not said of %s', (_, go, options) => {
    expect(power(step(go, options))).toEqual([]);
  });

  it('is told once, where it is worst', () => {
    const text = `${COURSE}phases:\n  - { name: a, each: { soak: 1d, go: [^failures <= 4%] }, steps: [{ expose: 30% }, { expose: 32.5% }, { expose: everyone }] }\n`;
    expectFinding(text, 'gate-blind', 'warning', /after a\.2: with about 25 users/u);
  });
});

describe('a threshold that chance fails', () => {
  it('is told how often', () => {
    expectFinding(
      step('^failures <= 2%', { expose: '12%' }),
      'gate-by-chance',
      'warning',
      /with about 120 users chance alone stops a healthy rollout with a probability of 12%/u,
    );
  });

  it('is not said of a level that is better than what is usual', () => {
    expect(power(step('errors < 0.5%'))).toEqual([]);
  });
});
