import { bucketOf } from '../flags/bucket.js';
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
function effectiveGrants(state: RolloutState, environment: EnvironmentState, flag: string): readonly Grant[] {
  if (state.disabled[flag]) return [];
  const limit = environment.caps[flag]?.limit ?? 'open';
  return limit === 'open' ? (environment.exposures[flag]?.grants ?? []) : limit;
}

/** About how many units one flag reaches in one environment. */
function unitsExposedTo(
  plan: RolloutPlan,
  state: RolloutState,
  environment: EnvironmentState,
  flag: string,
): number {
  const grants = effectiveGrants(state, environment, flag);
  return Math.max(0, expectedUnits(plan, grants) - excludedAmong(plan, state, flag, grants));
}

/** How many of the excluded units the grants would let in. Of a rule, any unit with a low enough bucket may be. */
function excludedAmong(
  plan: RolloutPlan,
  state: RolloutState,
  flag: string,
  grants: readonly Grant[],
): number {
  const salt = plan.flags[flag]?.salt ?? plan.audience.salt;
  return state.excluded.filter((unit) =>
    grants.some(({ segment: name, below }) => {
      const segment = name === undefined ? undefined : plan.audience.segments[name];
      if (segment?.kind === 'list' && !segment.units.includes(unit)) return false;
      return bucketOf(salt, unit) < below;
    }),
  ).length;
}

/** About how many units are exposed to anything: the largest over flags, of the last environment that exposes anybody. */
export function exposedUnits(plan: RolloutPlan, state: RolloutState): number {
  for (const name of [...plan.environments].reverse()) {
    const environment = state.environments[name];
    if (!environment) continue;
    const units = Math.max(
      0,
      ...Object.keys(environment.exposures).map((flag) => unitsExposedTo(plan, state, environment, flag)),
    );
    if (units > 0) return units;
  }
  return 0;
}
