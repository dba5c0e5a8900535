import { sayJudging } from '../../lib/report/judging.js';
import { sayVisibleLifts } from '../../lib/report/visible-lifts.js';
import { planOf } from '../rollout/plans.js';
import { judgedPlan } from '../judge/criterion/criteria.js';

describe('how a plan is judged', () => {
  it('is said with its risks, by trigger and gate', () => {
    expect(sayJudging(judgedPlan('errors > 2%', 'errors < 120% of control'))).toEqual([
      'triggers by evidence, a false alarm 1 in 1,000: bad',
      'gates by evidence, a false go 1 in 20, a false no-go 1 in 1,000: one.leave',
    ]);
  });

  it('says what is compared as it is, at the end', () => {
    expect(sayJudging(judgedPlan('broken > 2%', 'errors < 1%', '{ falseGo: 1% }'))).toEqual([
      'gates by evidence, a false go 1 in 100, a false no-go 1 in 1,000: one.leave',
      'by comparing what was measured, as it is: bad',
    ]);
  });

  it('says the whole risk of a condition whose claims share it', () => {
    const [first] = sayJudging(judgedPlan('errors > 2% or orders < control', 'errors < 1%', '{ risk: 1% }'));
    expect(first).toBe('triggers by evidence, a false alarm 1 in 100: bad');
  });

  it('is not said where plain thresholds are wanted throughout', () => {
    expect(sayJudging(judgedPlan('errors > 2%', 'errors < 1%', 'fixed'))).toEqual([]);
  });
});

describe('the smallest regression that a trigger can see', () => {
  const lifts = (when: string, traffic = 'traffic: 1000 requests/min'): readonly string[] =>
    sayVisibleLifts(
      planOf(`
rollout: small
audience: { unit: user, key: userId, size: 1000, ${traffic} }
flags: { search: { old: { engine: old }, new: { engine: new } } }
metrics:
  errors: { ratio: [Errors, Requests], baseline: 1% }
  latency: { p95: Latency, unit: ms, baseline: 250ms }
roles: { ops: [olga] }
judge: { risk: 0.001 }
triggers: [{ name: bad, when: ${when}, then: [revert all] }]
phases:
  - { name: one, steps: [{ expose: 1%, soak: 1h }, { expose: 50%, soak: 1d }] }
`),
    );

  it('is said at the first and at the last step that it watches', () => {
    expect(lifts('errors > 2%')).toEqual([
      'bad sees x2.2 in the one hour of one.1 (10 users), and x1.03 in the one day of one.2 (500 users), as a multiple of `errors > 2%`',
    ]);
    expect(lifts('errors > 120% of control')[0]).toMatch(/^bad sees x2\.7 in .* and x1\.06 in /u);
  });

  it.each([
    ['of percentiles, whose spread nobody knows', 'latency > 300ms', undefined],
    ['without traffic', 'errors > 2%', ''],
  ])('is not said %s', (_, when, traffic) => {
    expect(lifts(when, traffic)).toEqual([]);
  });
});
