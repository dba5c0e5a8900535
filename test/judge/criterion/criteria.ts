import { procedureOf } from '../../../lib/judge/procedure.js';
import type { GatheringProcedure } from '../../../lib/judge/criterion/criterion-processes.js';
import type { CriterionState } from '../../../lib/judge/criterion/criterion-state.js';
import type { JudgedClaim } from '../../../lib/judge/criterion/criterion-look.js';
import { isJudged } from '../../../lib/judge/criterion/criterion-look.js';
import { takePeriods, type Criterion, type Period } from '../../../lib/judge/criterion/take-periods.js';
import type { Reading } from '../../../lib/judge/reading.js';
import { termsOf } from '../../../lib/plan/expressions/condition.js';
import type { Metric, RolloutPlan } from '../../../lib/plan/rollout-plan.js';
import { planOf } from '../../rollout/plans.js';

export const MINUTE = 60_000;

/** A plan whose trigger and gate ask what a test wants to know. */
export function judgedPlan(when: string, gate: string, judge = '{ risk: 0.001 }'): RolloutPlan {
  return planOf(`
rollout: judged
starts: 2026-12-07
audience: { unit: user, key: userId, size: 1000 }
flags: { search: { old: { engine: old }, new: { engine: new } } }
metrics:
  errors: { ratio: [Errors, Requests], baseline: 1% }
  orders: { ratio: [Orders, Visits], baseline: 5%, better: higher }
  success: { ratio: [Good, All], baseline: 99.5%, better: higher }
  latency: { p95: Latency, unit: ms, baseline: 250ms }
  render: { p95: Render, unit: ms, baseline: 80ms, raw: false }
  hourly: { ratio: [Late, Jobs], baseline: 1%, every: 1h }
  wait: { average: Wait, unit: ms, baseline: 100ms }
  broken: { ratio: [Broken, Seen], census: true, baseline: 0% }
  cost: { ratio: [Cost, Requests], unit: $, baseline: $0.002 }
  tickets: { ratio: [Tickets, Users], reported: by ops, baseline: 1% }
roles: { ops: [olga] }
judge: ${judge}
triggers: [{ name: bad, when: ${when}, then: [revert all] }]
phases:
  - { name: one, steps: [{ expose: 10%, soak: 1d }], leave: [${gate}] }
`);
}

/** The claim of the plan's trigger. */
export function alarmOf(plan: RolloutPlan): JudgedClaim {
  return judgedIn(plan.triggers[0]?.when ?? { kind: 'all', of: [] });
}

/** The claim of the plan's gate. */
export function gateOf(plan: RolloutPlan): JudgedClaim {
  return judgedIn(plan.phases[0]?.leave?.all[0] ?? { kind: 'all', of: [] });
}

function judgedIn(condition: Parameters<typeof termsOf>[0]): JudgedClaim {
  const [term] = termsOf(condition);
  if (term?.kind !== 'claim' || !isJudged(term)) throw new Error('the plan has no judged claim there');
  return term;
}

export function metricIn(plan: RolloutPlan, { metric }: JudgedClaim): Metric {
  const found = plan.metrics[metric];
  if (!found) throw new Error(`the plan has no metric ${metric}`);
  return found;
}

export function criterionOf(plan: RolloutPlan, claim: JudgedClaim, rest: Partial<Criterion> = {}): Criterion {
  return {
    procedure: gathering(plan, claim),
    judging: claim.judging,
    attempt: 1,
    lastRise: 0,
    steadySince: -60 * MINUTE,
    stepZero: () => ({
      choice: {
        kind: 'likelihood',
        because: 'independent',
        dispersion: 1,
        variation: { factor: 1, ms: 1440 * MINUTE },
      },
    }),
    ...rest,
  };
}

export function gathering(plan: RolloutPlan, claim: JudgedClaim): GatheringProcedure {
  const procedure = procedureOf(claim, metricIn(plan, claim));
  if (procedure.kind === 'exact' || procedure.kind === 'none') throw new Error('nothing is gathered for it');
  return procedure;
}

export function counts(part: number, samples: number): Reading {
  return samples === 0 ? { kind: 'empty' } : { kind: 'value', value: part / samples, samples, part };
}

/** So many periods that are all alike, the first of which begins at minute `from`. */
export function alike(
  length: number,
  canary: Reading | undefined,
  control: Reading | undefined,
  from = 0,
): readonly Period[] {
  return Array.from({ length }, (_, index) => ({
    from: (from + index) * MINUTE,
    to: (from + index + 1) * MINUTE,
    canary,
    control,
  }));
}

export function taken(
  plan: RolloutPlan,
  claim: JudgedClaim,
  periods: readonly Period[],
  rest: Partial<Criterion> = {},
): CriterionState {
  const state = takePeriods(undefined, criterionOf(plan, claim, rest), periods);
  if (!state) throw new Error('no period was taken in');
  return state;
}
