import type { RolloutPlan } from '../plan/rollout-plan.js';
import type { RolloutEvent } from './event.js';
import type { EnvironmentState, LaneSlot, RolloutState } from './state.js';

/** The state in which a rollout begins: both lanes of every environment are to hold a version that is off. */
export function startRollout(
  plan: RolloutPlan,
  event: RolloutEvent & { readonly kind: 'started' },
): RolloutState {
  const slot = (generation: number): LaneSlot => ({
    generation,
    reason: 'off, before anything else',
    step: 'off',
    since: event.at,
  });
  const unseen = { kind: 'unknown' as const, generation: 0, since: event.at };
  const environments = Object.fromEntries(
    plan.environments.map((name, index): [string, EnvironmentState] => [
      name,
      {
        exposures: {},
        caps: {},
        rise: slot(2 * index + 1),
        brake: slot(2 * index + 2),
        seen: { rise: unseen, brake: unseen },
      },
    ]),
  );
  return {
    format: 1,
    rollout: plan.rollout,
    planHash: event.planHash,
    revision: 0,
    at: event.at,
    startAt: event.startsAt,
    startedAt: event.at,
    control: { mode: 'running', position: { stage: 'entry', phase: 0 }, attempt: 1 },
    ...(event.onRequest ? { requested: -1 } : {}),
    environments,
    generation: 2 * plan.environments.length,
    history: [],
    excluded: [],
    included: [],
    disabled: {},
    served: {},
    times: { phaseEnteredAt: event.at, stepStartedAt: event.at, gateSince: event.at },
    triggers: {},
    signatures: [],
    ticks: {},
    decisions: [],
    asks: [],
    tasks: [],
    hooks: [],
    figures: {},
    incidents: [],
    timings: [],
    notices: {},
    told: {},
    old: 'live',
    flagStates: {},
    findings: {},
    observedAt: event.at,
    taken: [],
  };
}
