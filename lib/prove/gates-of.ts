import type { Gate, RolloutPlan } from '../plan/rollout-plan.js';

/** Every gate that the rollout has to pass, in order; its success never blocks. */
export function gatesOf(plan: RolloutPlan): readonly Gate[] {
  return plan.phases
    .flatMap((phase) => [phase.enter, ...phase.steps.flatMap((step) => [step.enter, step.go]), phase.leave])
    .filter((gate) => gate !== undefined);
}
