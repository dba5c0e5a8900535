import { termsOf, type Claim } from '../../plan/expressions/condition.js';
import type { Metric, RolloutPlan } from '../../plan/rollout-plan.js';
import type { PlacedProblem } from '../../plan/source/problem.js';
import { flagsOfPhase, plannedSteps, unitsOfFlags, type PlannedStep } from '../planned-exposure.js';
import { claimsOfGates } from './claims-of-gates.js';

/** Claims that compare with control where control is gone: nobody is left in it, and they can never be judged. */
export function checkControl(plan: RolloutPlan): readonly PlacedProblem[] {
  const gates = claimsOfGates(plan).flatMap(
    ({ claim, metric, path, point, exposed }): readonly PlacedProblem[] =>
      needsControl(claim, metric) && exposed >= plan.audience.size - 0.5
        ? [controlGone(claim, metric, { path, offset: claim.offset }, point.say)]
        : [],
  );
  return [...gates, ...triggers(plan)];
}

function needsControl(claim: Claim, metric: Metric): boolean {
  if (claim.scope.kind === 'cohort' && claim.scope.cohort === 'control') return true;
  return (
    claim.level.kind === 'relative' &&
    claim.level.reference === 'control' &&
    metric.reference.otherwise !== 'baseline'
  );
}

function controlGone(
  claim: Claim,
  metric: Metric,
  place: Pick<PlacedProblem, 'path' | 'offset'>,
  when: string,
): PlacedProblem {
  return {
    ...place,
    severity: 'error',
    code: 'control-gone',
    found: `\`${claim.text}\`, and ${when} everybody is exposed: nobody is left in control`,
    allowed: 'a fixed level, a level `of baseline`, or a metric with `reference: control else baseline`',
    advice:
      metric.baseline === undefined
        ? `give \`metrics.${metric.name}\` a \`baseline:\` and \`reference: control else baseline\``
        : `add \`reference: control else baseline\` to \`metrics.${metric.name}\``,
  };
}

/** A trigger is armed through whole phases: what counts is the first step in them that leaves nobody in control. */
function triggers(plan: RolloutPlan): readonly PlacedProblem[] {
  const steps = plannedSteps(plan);
  return plan.triggers.flatMap((trigger, index) => {
    const full = steps.find(
      (planned) => trigger.during.includes(planned.phase.name) && everybody(plan, planned),
    );
    if (!full) return [];
    return (
      [
        ['when', trigger.when],
        ['resume', trigger.resume],
      ] as const
    ).flatMap(([key, condition]) =>
      (condition ? termsOf(condition) : []).flatMap((claim): readonly PlacedProblem[] => {
        const metric = claim.kind === 'claim' ? plan.metrics[claim.metric] : undefined;
        if (claim.kind !== 'claim' || !metric || !needsControl(claim, metric)) return [];
        return [
          controlGone(
            claim,
            metric,
            { path: ['triggers', index, key], offset: claim.offset },
            `from ${full.step.id} on`,
          ),
        ];
      }),
    );
  });
}

function everybody(plan: RolloutPlan, { phase, after }: PlannedStep): boolean {
  return unitsOfFlags(plan, after, flagsOfPhase(plan, phase)) >= plan.audience.size - 0.5;
}
