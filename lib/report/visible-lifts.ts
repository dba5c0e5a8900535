import { isJudged } from '../judge/criterion/criterion-look.js';
import { visibleFactor } from '../judge/power.js';
import { procedureOf } from '../judge/procedure.js';
import { termsOf, type Claim } from '../plan/expressions/condition.js';
import type { RolloutPlan, Trigger } from '../plan/rollout-plan.js';
import { flagsOfPhase, plannedSteps, unitsOfFlags, type PlannedStep } from '../rollout/planned-exposure.js';
import { sayLong, sayUnits } from './sentences/amounts.js';

const MINUTE = 60_000;

/**
 * The smallest regression that each trigger could see while a step is lived with, at the first and at the last step that
 * it watches, by the plan's traffic, exposure and baselines. Nothing where these do not say it.
 */
export function sayVisibleLifts(plan: RolloutPlan): readonly string[] {
  const steps = plannedSteps(plan).filter(({ step }) => step.change !== undefined && step.soakMs > 0);
  return plan.triggers.flatMap((trigger) =>
    termsOf(trigger.when).flatMap((term) =>
      term.kind === 'claim' ? (sayClaim(plan, trigger, term, steps) ?? []) : [],
    ),
  );
}

function sayClaim(
  plan: RolloutPlan,
  trigger: Trigger,
  claim: Claim,
  steps: readonly PlannedStep[],
): string | undefined {
  const watched = steps.filter(({ phase }) => trigger.during.includes(phase.name));
  const seen = watched.flatMap((planned) => {
    const factor = factorAt(plan, claim, planned);
    return factor === undefined ? [] : [sayStep(plan, planned, factor)];
  });
  const [first] = seen;
  const last = seen.at(-1);
  if (first === undefined || last === undefined) return undefined;
  return `${trigger.name} sees ${first === last ? first : `${first}, and ${last}`}, as a multiple of \`${claim.text}\``;
}

function factorAt(
  plan: RolloutPlan,
  claim: Claim,
  { phase, step, after }: PlannedStep,
): number | 'nothing' | undefined {
  const { traffic, size } = plan.audience;
  const metric = plan.metrics[claim.metric];
  if (!isJudged(claim) || !metric || !traffic || metric.baseline === undefined) return undefined;
  const procedure = procedureOf(claim, metric);
  // How many samples are above a limit depends on how they spread, which nobody knows.
  if (procedure.kind !== 'one arm' && procedure.kind !== 'two arms') return undefined;
  if (metric.source.kind === 'percentile') return undefined;
  const share = metric.cohorts ? Math.min(1, unitsOfFlags(plan, after, flagsOfPhase(plan, phase)) / size) : 1;
  const samples = (traffic.perMinute * step.soakMs) / MINUTE;
  const arm = (part: number) => ({
    counted: (metric.baseline ?? 0) * samples * part,
    samples: samples * part,
  });
  const seen = { canary: arm(share), control: arm(1 - share) };
  return visibleFactor(procedure, seen, claim.judging.risk) ?? 'nothing';
}

function sayStep(plan: RolloutPlan, { phase, step, after }: PlannedStep, factor: number | 'nothing'): string {
  const units = Math.round(unitsOfFlags(plan, after, flagsOfPhase(plan, phase)));
  const what = factor === 'nothing' ? 'nothing' : `x${factor.toFixed(factor < 2 ? 2 : 1)}`;
  return `${what} in the ${sayLong(step.soakMs)} of ${step.id} (${sayUnits(units, plan.audience)})`;
}
