import type { RolloutPlan } from '../plan/rollout-plan.js';

/** The plan without windows and freezes: whether one is open or lasts is a free choice of the automata. */
export function withoutCalendar(plan: RolloutPlan): RolloutPlan {
  return { ...plan, freezes: [], phases: plan.phases.map((phase) => ({ ...phase, windows: [] })) };
}
