import { termsOf, type Claim, type Condition } from '../../plan/expressions/condition.js';
import type { Metric, RolloutPlan } from '../../plan/rollout-plan.js';
import type { PlacedProblem } from '../../plan/source/problem.js';
import { flagsOfPhase, unitsOfFlags } from '../planned-exposure.js';
import type { Exposures } from '../state.js';
import type { Course, CourseRule } from './course.js';

/** Claims that compare with control where control is gone: nobody is left in it, and they can never be judged. */
export const checkControl: CourseRule = (course) => {
  const { plan } = course;
  const gates = course.asked.flatMap(
    ({ claim, metric, path, point, alternatives }): readonly PlacedProblem[] => {
      if (!needsControl(claim, metric)) return [];
      const left = leftInControl(plan, point.exposed, point.flags);
      return left === 'somebody'
        ? []
        : [controlGone(plan, { claim, metric, path, left, alternatives }, point.say)];
    },
  );
  return [...gates, ...triggers(course)];
};

function needsControl(claim: Claim, metric: Metric): boolean {
  if (claim.scope.kind === 'cohort' && claim.scope.cohort === 'control') return true;
  return (
    claim.level.kind === 'relative' &&
    claim.level.reference === 'control' &&
    metric.reference.otherwise !== 'baseline'
  );
}

/** Whether the condition can still be true when nothing is known about whatever needs control. */
function canHold(plan: RolloutPlan, condition: Condition): boolean {
  switch (condition.kind) {
    case 'all':
      return condition.of.every((one) => canHold(plan, one));
    case 'any':
      return condition.of.some((one) => canHold(plan, one));
    case 'not':
      return canHold(plan, condition.of);
    case 'claim': {
      const metric = plan.metrics[condition.metric];
      return !metric || !needsControl(condition, metric);
    }
    default:
      return true;
  }
}

/** Who is not exposed: `ineligible` are those who may not be, who are no measure of those who are. */
type Left = 'somebody' | 'ineligible' | 'nobody';

function leftInControl(plan: RolloutPlan, exposures: Exposures, flags: readonly string[]): Left {
  const all = plan.audience.size - 0.5;
  if (unitsOfFlags(plan, exposures, flags) < all) return 'somebody';
  const unconditional: Exposures = Object.fromEntries(
    Object.entries(exposures).map(([flag, exposure]) => [
      flag,
      { ...exposure, grants: exposure.grants.filter(({ only }) => only === undefined) },
    ]),
  );
  return unitsOfFlags(plan, unconditional, flags) < all ? 'ineligible' : 'nobody';
}

interface WithoutControl extends Pick<PlacedProblem, 'path'> {
  readonly claim: Claim;
  readonly metric: Metric;
  readonly left: Exclude<Left, 'somebody'>;
  readonly alternatives: readonly Condition[];
}

function controlGone(
  plan: RolloutPlan,
  { claim, metric, path, left, alternatives }: WithoutControl,
  when: string,
): PlacedProblem {
  const stuck = left === 'nobody' && !alternatives.some((condition) => canHold(plan, condition));
  const why =
    left === 'nobody'
      ? 'everybody is exposed: nobody is left in control'
      : 'everybody is exposed who is `eligible`: only others are left in control, and they are no measure';
  return {
    severity: stuck ? 'error' : 'warning',
    code: 'control-gone',
    path,
    offset: claim.offset,
    found: `\`${claim.text}\`, and ${when} ${why}`,
    allowed: 'a fixed level, a level `of baseline`, or a metric with `reference: control else baseline`',
    advice: adviceFor(claim, metric),
  };
}

function adviceFor({ scope }: Claim, metric: Metric): string {
  if (scope.kind === 'cohort') return 'leave `in control` out, or ask while control lasts';
  return metric.baseline === undefined
    ? `give \`metrics.${metric.name}\` a \`baseline:\` and \`reference: control else baseline\``
    : `add \`reference: control else baseline\` to \`metrics.${metric.name}\``;
}

/** A trigger is armed through whole phases: what counts is the first step in them that leaves nobody in control. */
function triggers({ plan, steps }: Course): readonly PlacedProblem[] {
  return plan.triggers.flatMap((trigger, index) =>
    (['when', 'resume'] as const).flatMap((key) => {
      const condition = trigger[key];
      if (!condition) return [];
      const claims = termsOf(condition).flatMap((claim) => {
        const metric = claim.kind === 'claim' ? plan.metrics[claim.metric] : undefined;
        return claim.kind === 'claim' && metric && needsControl(claim, metric) ? [{ claim, metric }] : [];
      });
      if (claims.length === 0) return [];
      const place = { path: ['triggers', index, key], alternatives: [condition] };
      for (const { phase, step, after } of steps) {
        if (!trigger.during.includes(phase.name)) continue;
        const left = leftInControl(plan, after, flagsOfPhase(plan, phase));
        if (left === 'somebody') continue;
        return claims.map((one) => controlGone(plan, { ...one, ...place, left }, `from ${step.id} on`));
      }
      return [];
    }),
  );
}
