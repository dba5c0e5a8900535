import type { Phase, RolloutPlan, Step } from '../plan/rollout-plan.js';
import type { Exposures } from './state.js';
import { exposeStep, expectedUnits } from './step-exposure.js';

/** A step with what its environment exposes by the plan, when everything before it went well. */
export interface PlannedStep {
  readonly phase: Phase;
  readonly step: Step;
  /** When the phase is entered. */
  readonly atEntry: Exposures;
  readonly before: Exposures;
  readonly after: Exposures;
}

/** Every step of the plan in order, with what is exposed before and after it. */
export function plannedSteps(plan: RolloutPlan): readonly PlannedStep[] {
  const exposed = new Map<string, Exposures>();
  return plan.phases.flatMap((phase) => {
    const atEntry = exposed.get(phase.environment) ?? {};
    return phase.steps.map((step): PlannedStep => {
      const before = exposed.get(phase.environment) ?? {};
      const after =
        step.change || step.serve !== undefined ? exposeStep(plan, step, before, atEntry) : before;
      exposed.set(phase.environment, after);
      return { phase, step, atEntry, before, after };
    });
  });
}

/** About how many units get at least one of `flags`: the most of any of them. */
export function unitsOfFlags(plan: RolloutPlan, exposures: Exposures, flags: readonly string[]): number {
  return Math.max(0, ...flags.map((flag) => expectedUnits(plan, exposures[flag]?.grants ?? [])));
}

/** The flags whose exposure a phase changes; all of the plan's when it changes none. */
export function flagsOfPhase(plan: RolloutPlan, phase: Phase): readonly string[] {
  const flags = phase.steps.filter((step) => step.change !== undefined).flatMap((step) => step.flags);
  return flags.length === 0 ? Object.keys(plan.flags) : [...new Set(flags)];
}
