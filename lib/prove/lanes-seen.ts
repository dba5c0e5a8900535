import type { EnvironmentState, RolloutState } from '../rollout/state.js';

/** Every environment with both its lanes seen to serve what they should, and nothing older. */
export function allServed({ environments }: RolloutState): RolloutState['environments'] {
  return Object.fromEntries(
    Object.entries(environments).map(([name, environment]) => [name, served(environment)]),
  );
}

/** An environment with both its lanes seen to serve what they should. */
export function served(environment: EnvironmentState): EnvironmentState {
  const settled = (lane: 'rise' | 'brake') =>
    ({ kind: 'settled', generation: environment[lane].generation, since: environment[lane].since }) as const;
  return { ...environment, seen: { rise: settled('rise'), brake: settled('brake') } };
}
