import { termsOf, type Condition } from '../plan/expressions/condition.js';
import { gatesOf, type RolloutPlan, type Step } from '../plan/rollout-plan.js';
import type { BoundScenario } from '../local/scenario/bound-scenario.js';

/**
 * A plan without what nothing in it waits for: digests, surveys, notices that are not required, its success, and metrics that
 * only success asks for. Who is exposed when, and what triggers and gates find, is the same with and without them.
 */
export function rehearsedPlan(plan: RolloutPlan): RolloutPlan {
  const { success: _success, page: _page, ...rest } = plan;
  const asked = metricsAsked(plan);
  return {
    ...rest,
    digests: [],
    surveys: [],
    notices: [],
    phases: plan.phases.map((phase) => ({ ...phase, steps: phase.steps.map(withoutNews) })),
    metrics: Object.fromEntries(Object.entries(plan.metrics).filter(([name]) => asked.has(name))),
  };
}

/** A step without the notices that it does not wait for. */
function withoutNews(step: Step): Step {
  return { ...step, notices: step.notices.filter(({ required }) => required === true) };
}

/** The scenario without the metrics that a rehearsed plan does not have. */
export function rehearsedScenario(plan: RolloutPlan, scenario: BoundScenario): BoundScenario {
  return {
    ...scenario,
    metrics: Object.fromEntries(Object.entries(scenario.metrics).filter(([name]) => name in plan.metrics)),
  };
}

/** Metrics that a trigger or a gate asks for. */
export function metricsAsked(plan: RolloutPlan): ReadonlySet<string> {
  return metricsOf([
    ...plan.triggers.flatMap(({ when, resume }) => (resume ? [when, resume] : [when])),
    ...gatesOf(plan).flatMap(({ all, any }) => [...all, ...any]),
  ]);
}

/** Metrics that conditions look at. */
export function metricsOf(conditions: readonly Condition[]): ReadonlySet<string> {
  return new Set(conditions.flatMap(termsOf).flatMap((term) => (term.kind === 'claim' ? [term.metric] : [])));
}
