import type { RolloutPlan } from '../plan/rollout-plan.js';
import { startRollout } from '../rollout/start-rollout.js';
import type { RolloutState } from '../rollout/state.js';
import type { PlanPoint } from './plan-point.js';

/**
 * The state of a rollout at a point, as far as its documents depend on it: nothing was capped, disabled or put back on
 * the way. Everything else is as it was when the rollout began.
 */
export function plannedState(plan: RolloutPlan, point: PlanPoint): RolloutState {
  const began = startRollout(plan, { kind: 'started', id: 'planned', at: 0, planHash: '', startsAt: 0 });
  return {
    ...began,
    environments: Object.fromEntries(
      Object.entries(began.environments).map(([name, { next: _next, ...environment }]) => {
        const next = point.next[name];
        return [name, { ...environment, exposures: point.exposed[name] ?? {}, ...(next ? { next } : {}) }];
      }),
    ),
  };
}
