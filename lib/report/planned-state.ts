import type { RolloutPlan } from '../plan/rollout-plan.js';
import { exposes } from '../rollout/place.js';
import { startRollout } from '../rollout/start-rollout.js';
import type { EnvironmentState, RolloutState } from '../rollout/state.js';
import type { PlanPoint } from './plan-point.js';

/**
 * The state of a rollout at a point, as far as its documents and a revision of its plan depend on it: every step before was
 * taken and is seen to be served, and nothing was capped, disabled or put back on the way.
 */
export function plannedState(plan: RolloutPlan, point: PlanPoint): RolloutState {
  const began = startRollout(plan, { kind: 'started', id: 'planned', at: 0, planHash: '', startsAt: 0 });
  const history = point.taken
    .filter(({ step }) => exposes(step))
    .map(({ phase, step, before }) => ({
      phase: phase.index,
      step: step.index,
      environment: phase.environment,
      before,
    }));
  const last = point.taken.at(-1);
  return {
    ...began,
    history,
    ...(last
      ? {
          control: {
            mode: 'running',
            attempt: 1,
            position: { stage: 'soaking', phase: last.phase.index, step: last.step.index },
          },
        }
      : {}),
    environments: Object.fromEntries(
      Object.entries(began.environments).map(([name, { next: _next, ...environment }]) => {
        const next = point.next[name];
        const exposures = point.exposed[name] ?? {};
        return [name, { ...served(environment), exposures, ...(next ? { next } : {}) }];
      }),
    ),
  };
}

/** Both lanes are seen to serve what they should. */
function served(environment: EnvironmentState): EnvironmentState {
  const { rise, brake } = environment;
  const seen = (generation: number) => ({ kind: 'settled' as const, generation, since: 0 });
  return { ...environment, seen: { rise: seen(rise.generation), brake: seen(brake.generation) } };
}
