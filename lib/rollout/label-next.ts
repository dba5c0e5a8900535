import type { RolloutPlan } from '../plan/rollout-plan.js';
import type { Draft } from './draft.js';
import { isSame } from './revision/is-same.js';
import { stepsAhead } from './schedule.js';
import type { EnvironmentState, Exposures, RolloutState } from './state.js';
import { exposeStep } from './step-exposure.js';

/**
 * Step zero: whoever the next step exposes is marked with the version before it, so that they can be compared with
 * everybody else while both are served the same. Marks come and go with versions of the rise lane that are wanted for
 * another reason; none is published for them alone.
 */
export function labelNext(draft: Draft, before: RolloutState): void {
  for (const [name, environment] of Object.entries(draft.state.environments)) {
    const present = before.environments[name];
    if (present?.rise.generation === environment.rise.generation) continue;
    draft.update({
      environments: {
        ...draft.state.environments,
        [name]: labelled(draft.plan, draft.state, name, environment, present?.next),
      },
    });
  }
}

/** An environment whose rise lane gets a new version, with its marks. @param marked those of the version before */
export function labelled(
  plan: RolloutPlan,
  state: RolloutState,
  name: string,
  { next: _next, foretold: _foretold, ...environment }: EnvironmentState,
  marked?: Exposures,
): EnvironmentState {
  const next = nextExposures(plan, state, name, environment.exposures);
  return {
    ...environment,
    ...(next ? { next } : {}),
    ...(marked && isSame(marked, environment.exposures) ? { foretold: true } : {}),
  };
}

/** What will be exposed in an environment after the next step that exposes somebody there. */
function nextExposures(
  plan: RolloutPlan,
  state: RolloutState,
  environment: string,
  present: Exposures,
): Exposures | undefined {
  const step = stepsAhead(plan, state).find((one) => plan.phases[one.phase]?.environment === environment);
  if (!step) return undefined;
  const atEntry = state.history.find((taken) => taken.phase === step.phase)?.before ?? present;
  const exposures = exposeStep(plan, step, present, atEntry);
  return isSame(exposures, present) ? undefined : exposures;
}
