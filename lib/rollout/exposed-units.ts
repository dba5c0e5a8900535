import type { FlagCap, Grant } from '../flags/exposure.js';
import type { RolloutPlan } from '../plan/rollout-plan.js';
import type { Caps, EnvironmentState, RolloutState } from './state.js';
import { expectedUnits } from './step-exposure.js';

/** What the brake lane of an environment says about every flag: limits, disabled flags, served variants. */
export function brakeCaps(plan: RolloutPlan, state: RolloutState, environment: EnvironmentState): Caps {
  return Object.fromEntries(
    Object.keys(plan.flags).map((flag): [string, FlagCap] => {
      const serve = state.served[flag];
      const limit = state.disabled[flag] ? [] : (environment.caps[flag]?.limit ?? 'open');
      return [flag, { limit, ...(serve ? { serve: serve.variant } : {}) }];
    }),
  );
}

/** What a flag may reach now: the lesser of what the rise lane says and what the brake lane allows. */
export function effectiveGrants(
  state: RolloutState,
  environment: EnvironmentState,
  flag: string,
): readonly Grant[] {
  if (state.disabled[flag]) return [];
  const limit = environment.caps[flag]?.limit ?? 'open';
  return limit === 'open' ? (environment.exposures[flag]?.grants ?? []) : limit;
}

/** About how many units one flag reaches in one environment. */
export function unitsExposedTo(
  plan: RolloutPlan,
  state: RolloutState,
  environment: EnvironmentState,
  flag: string,
): number {
  return expectedUnits(plan, effectiveGrants(state, environment, flag));
}

/**
 * About how many units are exposed to anything: the largest over flags, of the last environment that exposes anybody.
 * Units that were put back one by one are taken to have been exposed.
 */
export function exposedUnits(plan: RolloutPlan, state: RolloutState): number {
  for (const name of [...plan.environments].reverse()) {
    const environment = state.environments[name];
    if (!environment) continue;
    const units = Math.max(
      0,
      ...Object.keys(environment.exposures).map((flag) => unitsExposedTo(plan, state, environment, flag)),
    );
    if (units > 0) return Math.max(0, units - state.excluded.length);
  }
  return 0;
}
