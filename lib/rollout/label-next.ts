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
        [name]: labelled(draft.plan, draft.state, name, environment, present),
      },
    });
  }
}

/** An environment whose rise lane gets a new version, with its marks. @param before it, with the version before */
export function labelled(
  plan: RolloutPlan,
  state: RolloutState,
  name: string,
  { next: _next, marked: _marked, foretold: _foretold, ...environment }: EnvironmentState,
  before?: EnvironmentState,
): EnvironmentState {
  const next = nextExposures(plan, state, name, environment.exposures);
  const isSameUnits = before !== undefined && areSameUnits(before.exposures, environment.exposures);
  const foretold = isSameUnits ? before.foretold : before && foretellingOf(before, environment);
  return {
    ...environment,
    exposedSince: isSameUnits ? (before.exposedSince ?? before.rise.since) : environment.rise.since,
    ...(next ? { next, marked: true } : {}),
    ...(foretold ? { foretold } : {}),
  };
}

/** Whether the same units are in, whatever they are served. */
function areSameUnits(one: Exposures, other: Exposures): boolean {
  const grants = (exposures: Exposures): unknown =>
    Object.fromEntries(
      Object.entries(exposures).flatMap(([flag, exposure]) =>
        exposure.grants.length === 0 ? [] : [[flag, exposure.grants]],
      ),
    );
  return isSame(grants(one), grants(other));
}

/** Since when the version before was served, if it has marked just those whom the present one exposes. */
function foretellingOf(
  { next, marked, seen, rise, brake }: EnvironmentState,
  environment: EnvironmentState,
): EnvironmentState['foretold'] {
  if (!next || marked !== true || !areSameUnits(next, environment.exposures)) return undefined;
  const isServed =
    seen.rise.kind === 'settled' &&
    seen.rise.generation === rise.generation &&
    seen.brake.kind === 'settled' &&
    seen.brake.generation === brake.generation;
  if (!isServed) return undefined;
  const from = Math.max(rise.since, seen.rise.since, brake.since, seen.brake.since);
  return { from, to: environment.rise.since };
}

/**
 * What will be exposed after the next step that exposes somebody, in the environment in which it does: metrics do not say
 * of which environment they are, so that only one may have marks.
 */
function nextExposures(
  plan: RolloutPlan,
  state: RolloutState,
  environment: string,
  present: Exposures,
): Exposures | undefined {
  const [step] = stepsAhead(plan, state);
  if (!step || plan.phases[step.phase]?.environment !== environment) return undefined;
  const atEntry = state.history.find((taken) => taken.phase === step.phase)?.before ?? present;
  const exposures = exposeStep(plan, step, present, atEntry);
  return isSame(exposures, present) ? undefined : exposures;
}
