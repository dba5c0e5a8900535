import type { BoundScenario } from '../local/scenario/bound-scenario.js';
import type { RolloutPlan } from '../plan/rollout-plan.js';
import { EVERYTHING, type FaultKind } from './future.js';
import { metricsAsked } from './rehearsed-plan.js';

/** The kinds of faults that a plan can be rehearsed with: each metric that it looks at, and all of them at once. */
export function faultKinds(plan: RolloutPlan, scenario: BoundScenario): readonly FaultKind[] {
  const asked = metricsAsked(plan);
  const names = Object.entries(scenario.metrics)
    .filter(([name, { base }]) => asked.has(name) && base !== undefined)
    .map(([name]) => name);
  const single = names.map((name) => ({ name, metrics: [name] }));
  return names.length > 1 ? [...single, { name: EVERYTHING, metrics: names }] : single;
}
