import { codesOf, COURSE, expectFinding } from './course-findings.js';

const plan = (phases: string, rest = '') => `${COURSE}${rest}phases:\n${phases}\n`;
const step = (condition: string, share = '10%') =>
  plan(`  - { name: a, steps: [{ expose: ${share}, soak: 10m, go: [${condition}] }] }`);

describe('a gate that asks for samples', () => {
  it.each([
    [
      'more requests than come in the soak',
      step('^errors < 1% with at least 1001 requests'),
      /after a.1 about 100 users give about 1000 in 10m; allowed: at most 1000/u,
    ],
    [
      'more requests than come in its span',
      step('^errors < 1% over 5m with at least 501 requests'),
      /about 500 in 5m/u,
    ],
    [
      'more requests than one segment sends',
      step('^errors in segment eu < 1% with at least 401 requests'),
      /about 40 users give about 400/u,
    ],
    [
      'more requests than control sends',
      step('^errors in control < 1% with at least 9001 requests'),
      /give about 9000/u,
    ],
    [
      'more users than are exposed',
      step('^failures < 5% with at least 101 users'),
      /about 100 users give about 100; allowed: at most 100/u,
    ],
    [
      'more users than a count has',
      step('^failures < 5% with at least 11 users', 'segment pilot'),
      /about 10 users give about 10/u,
    ],
    [
      'a number of good ones of more than there are',
      step('^kept >= 10 of 11', 'segment pilot'),
      /give about 10/u,
    ],
  ])('is told when it asks for %s', (_about, text, said) => {
    expectFinding(text, 'too-few-samples', 'warning', said);
  });

  it.each([
    ['as many requests as come', step('errors < 1% with at least 1000 requests')],
    ['as many as come in its span', step('errors < 1% over 5m with at least 500 requests')],
    ['as many as one segment sends', step('errors in segment eu < 1% with at least 400 requests')],
    ['as many as control sends', step('errors in control < 1% with at least 9000 requests')],
    ['as many users as are exposed', step('failures < 5% with at least 100 users')],
    ['all of a list', step('kept >= 10 of 10', 'segment pilot')],
    ['samples that nobody can foresee', step('errors < 1% with at least 99999 sessions')],
    [
      'values of a dimension, of which nobody knows how many come',
      step('errors in every page < 1% with at least 99999 requests'),
    ],
  ])('is fine when it asks for %s', (_about, text) => {
    expect(codesOf(text)).not.toContain('too-few-samples');
  });
});

describe('a trigger that asks for samples', () => {
  const two = '  - { name: a, steps: [{ expose: segment pilot }, { expose: 10% }] }';

  it.each([
    [
      'until a later step',
      'errors > 5% over 10m with at least 101 requests',
      /after a.1 there are about 100 at a time, and enough only from a.2 on/u,
    ],
    ['for ever', 'errors > 5% over 10m with at least 1100 requests', /and never enough/u],
    ['in one period', 'errors > 5% with at least 11 requests', /there are about 10 at a time/u],
    [
      'in the time that it must hold',
      'errors > 5% for 5m with at least 51 requests',
      /there are about 50 at a time/u,
    ],
    ['of users', 'failures > 5% over rollout with at least 11 users', /there are about 10 at a time/u],
  ])('is blind %s, and that is told', (_about, condition, said) => {
    expectFinding(
      plan(two, `triggers: [{ when: ^${condition}, then: [pause] }]\n`),
      'too-few-samples',
      'warning',
      said,
    );
  });

  it.each([
    ['as many as come', 'errors > 5% over 10m with at least 100 requests', ''],
    ['as many users as there are', 'failures > 5% over rollout with at least 10 users', ''],
    [
      'more, in a phase that exposes nobody',
      'errors > 5% over 10m with at least 99999 requests',
      ', during: [b]',
    ],
  ])('is fine when it asks for %s', (_about, condition, during) => {
    const text = plan(
      `${two}\n  - { name: b }`,
      `triggers: [{ when: ${condition}, then: [pause]${during} }]\n`,
    );
    expect(codesOf(text)).not.toContain('too-few-samples');
  });
});
