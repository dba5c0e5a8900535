import { termsOf, type Claim, type Condition } from '../../plan/expressions/condition.js';
import type { Metric, RolloutPlan } from '../../plan/rollout-plan.js';

/** By how much of the goal a value is beyond it, so that chance does not undo it. */
const MARGIN = 0.1;

/**
 * The value that reaches the goal of a metric by which only the plan's success is measured, as a part of its baseline:
 * what the change is made for. Where gates and triggers ask for a metric, it stays at its baseline.
 */
export function goalOf(plan: RolloutPlan, metric: Metric): number | undefined {
  const { baseline } = metric;
  if (baseline === undefined || plan.success === undefined) return undefined;
  const watched = [
    ...plan.triggers.flatMap(({ when, resume }) => (resume ? [when, resume] : [when])),
    ...plan.phases.flatMap((phase) =>
      [phase.enter, phase.leave, ...phase.steps.flatMap((step) => [step.enter, step.go])].flatMap((gate) =>
        gate ? [...gate.all, ...gate.any] : [],
      ),
    ),
  ];
  if (claimsOn(watched, metric).length > 0) return undefined;
  const goals = claimsOn([...plan.success.all, ...plan.success.any], metric).flatMap(
    ({ level, comparison }) =>
      level.kind === 'relative' && level.reference === 'baseline'
        ? [{ value: level.factor * baseline, comparison }]
        : [],
  );
  const goal = goals[0];
  if (goal === undefined || goals.length > 1) return undefined;
  switch (goal.comparison) {
    case '>':
    case '>=':
      return goal.value * (1 + MARGIN);
    case '<':
    case '<=':
      return goal.value * (1 - MARGIN);
    case '=':
      return goal.value;
  }
}

function claimsOn(conditions: readonly Condition[], metric: Metric): readonly Claim[] {
  return conditions
    .flatMap(termsOf)
    .filter((term): term is Claim => term.kind === 'claim' && term.metric === metric.name);
}
