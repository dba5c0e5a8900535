import { termsOf, type Claim, type Condition } from '../expressions/condition.js';
import type { Gate, RolloutPlan } from '../rollout-plan.js';
import type { Path } from '../source/problem.js';

/** A claim of the plan and where it stands. */
export interface PlacedClaim {
  readonly claim: Claim;
  readonly path: Path;
}

/** Every claim of the triggers, the gates and the measure of success. */
export function claimsOf(plan: RolloutPlan): readonly PlacedClaim[] {
  return [
    ...plan.triggers.flatMap((trigger, index) => [
      ...claimsIn(trigger.when, ['triggers', index, 'when']),
      ...(trigger.resume ? claimsIn(trigger.resume, ['triggers', index, 'resume']) : []),
    ]),
    ...plan.phases.flatMap((phase) => [
      ...claimsOfGate(phase.enter),
      ...phase.steps.flatMap((step) => [...claimsOfGate(step.enter), ...claimsOfGate(step.go)]),
      ...claimsOfGate(phase.leave),
    ]),
    ...claimsOfGate(plan.success),
  ];
}

function claimsOfGate(gate: Gate | undefined): readonly PlacedClaim[] {
  if (!gate) return [];
  return (['all', 'any'] as const).flatMap((key) =>
    gate[key].flatMap((condition, index) => claimsIn(condition, [...gate.source, key, index])),
  );
}

function claimsIn(condition: Condition, path: Path): readonly PlacedClaim[] {
  return termsOf(condition).flatMap((term) => (term.kind === 'claim' ? [{ claim: term, path }] : []));
}
