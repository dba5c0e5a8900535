import { termsOf, type Claim, type Condition } from '../../../lib/plan/expressions/condition.js';
import { planOf } from '../../rollout/plans.js';

const planWith = (parts: { judge?: string; phase?: string; gate?: string; trigger?: string }) =>
  planOf(`
rollout: judged
audience: { unit: user, key: userId, size: 1000 }
flags: { search: { old: { engine: old }, new: { engine: new } } }
metrics:
  errors: { ratio: [Errors, Requests], baseline: 1% }
  orders: { ratio: [Orders, Visits], baseline: 5%, better: higher }
roles: { ops: [olga] }
${parts.judge === undefined ? '' : `judge: ${parts.judge}`}
triggers:
  - name: bad
    when: errors > 2% or orders < control
    then: [revert all]
    ${parts.trigger ?? ''}
phases:
  - name: one
    ${parts.phase ?? ''}
    steps: [{ expose: 10%, soak: 1d }, { expose: 50%, soak: 2d }]
    leave: ${parts.gate ?? '[errors < 1%, orders >= control]'}
armed: { for: 1d }
`);
const claimsOf = (conditions: readonly Condition[]): readonly Claim[] =>
  conditions.flatMap(termsOf).filter((term): term is Claim => term.kind === 'claim');
const triggerOf = (plan: ReturnType<typeof planWith>) =>
  claimsOf(plan.triggers.map(({ when }) => when)).map(({ judging }) => judging);
const gateOf = (plan: ReturnType<typeof planWith>) =>
  claimsOf(plan.phases[0]?.leave?.all ?? []).map(({ judging }) => judging);

describe('how a plan wants its conditions judged', () => {
  it('is by plain thresholds where it says nothing, or `fixed`', () => {
    for (const parts of [
      {},
      { judge: 'fixed' },
      { judge: '{ every: 10s, stale: 1m }' },
      { judge: '{ risk: 0.01 }', trigger: 'judge: fixed', phase: 'judge: fixed' },
    ])
      expect([...triggerOf(planWith(parts)), ...gateOf(planWith(parts))]).toEqual([
        undefined,
        undefined,
        undefined,
        undefined,
      ]);
  });

  it('shares the risk among the claims of a condition, and knows when a regression may begin', () => {
    const alarm = { as: 'alarm', risk: 0.0005, rises: 2, periods: 4 * 1440 };
    expect(triggerOf(planWith({ judge: '{ risk: 0.001 }' }))).toMatchObject([alarm, alarm]);
  });

  it('keeps the whole risk of a false go for each claim that must hold, and shares it among those of which one does', () => {
    expect(gateOf(planWith({ judge: '{ falseGo: 4% }' }))).toMatchObject([
      { as: 'gate', risk: 0.0005, falseGo: 0.04 },
      { as: 'gate', risk: 0.0005, falseGo: 0.04 },
    ]);
    const gate = '["errors < 1% or orders >= control"]';
    expect(gateOf(planWith({ judge: '{ falseGo: 4% }', gate }))).toMatchObject([
      { falseGo: 0.02 },
      { falseGo: 0.02 },
    ]);
  });

  it('is said by the gate before its phase, and by the phase before the plan', () => {
    const judge = '{ risk: 0.01, falseGo: 10% }';
    const riskOf = (parts: Parameters<typeof planWith>[0]) => gateOf(planWith({ judge, ...parts }))[0]?.risk;
    const gate = '{ all: [errors < 1%, orders >= control], judge: { risk: 0.1 } }';
    expect(riskOf({})).toBe(0.005);
    expect(riskOf({ phase: 'judge: { risk: 0.04 }' })).toBe(0.02);
    expect(riskOf({ phase: 'judge: { risk: 0.04 }', gate })).toBe(0.05);
    expect(gateOf(planWith({ judge, phase: 'judge: { risk: 0.04 }', gate }))[0]?.falseGo).toBe(0.1);
  });

  it.each([
    ['20% when nothing is said', undefined, [1.2, 0.8]],
    ['the margin of the plan', '{ margin: 5% }', [1.05, 0.95]],
    ['it, judged by plain thresholds, too', 'fixed', [1.2, 0.8]],
  ])('takes `control` alone for so much worse than control: %s', (_, judge, factors) => {
    const plan = planWith({ judge, gate: '[errors <= control, orders >= control]' });
    expect(
      claimsOf(plan.phases[0]?.leave?.all ?? []).map(({ level }) =>
        level.kind === 'relative' ? level.factor : undefined,
      ),
    ).toEqual(factors);
  });
});
