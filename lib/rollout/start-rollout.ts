import type { RolloutPlan } from '../plan/rollout-plan.js';
import type { RolloutEvent } from './event.js';
import { labelled } from './label-next.js';
import { newEnvironment } from './revision/new-environment.js';
import type { RolloutState } from './state.js';

/** The state in which a rollout begins: both lanes of every environment are to hold a version that is off. */
export function startRollout(
  plan: RolloutPlan,
  event: RolloutEvent & { readonly kind: 'started' },
): RolloutState {
  const environments = Object.fromEntries(
    plan.environments.map((name, index) => [name, newEnvironment(2 * index + 1, event.at)]),
  );
  const state: RolloutState = {
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
  return {
    ...state,
    environments: Object.fromEntries(
      Object.entries(environments).map(([name, one]) => [name, labelled(plan, state, name, one)]),
    ),
  };
}
