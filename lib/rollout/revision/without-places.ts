import { mapTerms, type Condition } from '../../plan/expressions/condition.js';
import type { Gate, Phase, RolloutPlan, Step, Trigger } from '../../plan/rollout-plan.js';

/**
 * The plan without where things stand in its file, which moves whenever a line is added, and with each index as the
 * distance from its place, which is 0 in every plan that fits itself.
 */
export function withoutPlaces(plan: RolloutPlan): RolloutPlan {
  return {
    ...plan,
    triggers: plan.triggers.map(trigger),
    phases: plan.phases.map(phase),
    ...(plan.success ? { success: { ...plan.success, ...gate(plan.success) } } : {}),
  };
}

function condition(one: Condition): Condition {
  return mapTerms(one, (term) => ({ ...term, offset: 0 }));
}

function gate(one: Gate): Gate {
  return { ...one, source: [], all: one.all.map(condition), any: one.any.map(condition) };
}

function trigger(one: Trigger): Trigger {
  return {
    ...one,
    when: condition(one.when),
    ...(one.resume ? { resume: condition(one.resume) } : {}),
  };
}

function phase(one: Phase, index: number): Phase {
  return {
    ...one,
    index: one.index - index,
    ...(one.enter ? { enter: gate(one.enter) } : {}),
    steps: one.steps.map((inner, place) => step(inner, index, place)),
    ...(one.leave ? { leave: gate(one.leave) } : {}),
  };
}

function step(one: Step, phaseIndex: number, index: number): Step {
  return {
    ...one,
    phase: one.phase - phaseIndex,
    index: one.index - index,
    source: [],
    ...(one.enter ? { enter: gate(one.enter) } : {}),
    ...(one.go ? { go: gate(one.go) } : {}),
  };
}
