import { sayDuration } from '../../plan/expressions/amounts.js';
import { termsOf, type Claim } from '../../plan/expressions/condition.js';
import type { Metric, RolloutPlan, Trigger } from '../../plan/rollout-plan.js';
import type { PlacedProblem } from '../../plan/source/problem.js';
import { flagsOfPhase, unitsOfFlags, type PlannedStep } from '../planned-exposure.js';
import { leastOfEach } from './claims-of-gates.js';
import type { CourseRule } from './course.js';

const MINUTE = 60_000;

/** Claims that ask for more samples than the exposed units, or the plan's traffic, can give in the time. */
export const checkSamples: CourseRule = ({ plan, steps, asked }) => {
  const counted = asked.flatMap((one) => (one.units && !one.point.before ? [{ ...one, ...one.units }] : []));
  const gates = leastOfEach(counted).flatMap((one): readonly PlacedProblem[] => {
    const { claim, metric, path, point, exposed, risen, overMs } = one;
    const needed = neededSamples(claim);
    if (needed === undefined) return [];
    const there = metric.census ? risen : samplesOf(plan, claim, metric, exposed, overMs);
    if (there === undefined || there >= needed) return [];
    const units = `${String(Math.round(metric.census ? risen : exposed))} ${plan.audience.units}`;
    const time = metric.census ? '' : ` in ${sayDuration(roundToMinute(overMs))}`;
    return [
      {
        severity: 'warning',
        code: 'too-few-samples',
        path,
        offset: claim.offset,
        found: `\`${claim.text}\`: ${point.say} about ${units} give about ${sayCount(there)}${time}`,
        allowed: `at most ${sayCount(there)}`,
        advice: 'ask for fewer, soak longer or expose more: until then the gate stays inconclusive',
      },
    ];
  });
  return [...gates, ...plan.triggers.flatMap((trigger, index) => checkTrigger(plan, steps, trigger, index))];
};

/** A trigger whose samples cannot come together is blind to what it watches, at least while few are exposed. */
function checkTrigger(
  plan: RolloutPlan,
  planned: readonly PlannedStep[],
  trigger: Trigger,
  index: number,
): readonly PlacedProblem[] {
  const steps = planned.filter(
    ({ phase, step }) => trigger.during.includes(phase.name) && step.change !== undefined,
  );
  return termsOf(trigger.when).flatMap((claim): readonly PlacedProblem[] => {
    const metric = claim.kind === 'claim' ? plan.metrics[claim.metric] : undefined;
    const needed = claim.kind === 'claim' ? neededSamples(claim) : undefined;
    if (claim.kind !== 'claim' || !metric || needed === undefined || steps.length === 0) return [];
    const sees = steps.map(({ phase, step, after, atEntry }) => {
      const flags = flagsOfPhase(plan, phase);
      const exposed = unitsOfFlags(plan, after, flags);
      const inPhase =
        claim.over?.kind === 'since' && claim.over.since === 'phase' ? unitsOfFlags(plan, atEntry, flags) : 0;
      const there = metric.census
        ? exposed - inPhase
        : samplesOf(plan, claim, metric, exposed, windowMs(plan, claim));
      return { step, there: there ?? Infinity };
    });
    const first = sees.find(({ there }) => there >= needed);
    const least = sees[0];
    if (!least || first === least) return [];
    return [
      {
        severity: 'warning',
        code: 'too-few-samples',
        path: ['triggers', index, 'when'],
        offset: claim.offset,
        found: `\`${claim.text}\`: after ${least.step.id} there are about ${sayCount(least.there)} at a time${first ? `, and enough only from ${first.step.id} on` : ', and never enough'}`,
        allowed: `at most ${sayCount(least.there)} there`,
        advice: 'look over a longer time, or ask for fewer: until then it cannot fire',
      },
    ];
  });
}

function neededSamples(claim: Claim): number | undefined {
  return claim.level.kind === 'count' ? claim.level.of : claim.samples?.atLeast;
}

/** How long a trigger's claim looks back. */
function windowMs(plan: RolloutPlan, claim: Claim): number {
  if (claim.over?.kind === 'trailing') return claim.over.ms;
  if (claim.over?.kind === 'since') return Infinity;
  if (claim.hold?.kind === 'throughout') return claim.hold.ms;
  return (claim.hold?.of ?? 1) * plan.judge.periodMs;
}

/** Samples that the plan's traffic gives; `undefined` where the plan does not say what counts as one. */
function samplesOf(
  plan: RolloutPlan,
  claim: Claim,
  metric: Metric,
  exposed: number,
  overMs: number,
): number | undefined {
  const { traffic, size, units } = plan.audience;
  const noun = claim.samples?.noun;
  if (!traffic || noun === undefined || metric.reportedBy !== undefined || metric.source.kind === 'own')
    return undefined;
  if (
    ![traffic.noun, `${traffic.noun}s`, traffic.noun.replace(/s$/u, ''), 'samples'].includes(noun) ||
    noun === units
  )
    return undefined;
  const canary = Math.min(1, exposed / size);
  const inControl = claim.scope.kind === 'cohort' && claim.scope.cohort === 'control';
  const share = !metric.cohorts ? 1 : inControl ? 1 - canary : canary;
  return (traffic.perMinute * share * overMs) / MINUTE;
}

function roundToMinute(ms: number): number {
  return Math.round(ms / MINUTE) * MINUTE;
}

function sayCount(count: number): string {
  return count < 10 ? String(Number(count.toFixed(1))) : String(Math.floor(count));
}
