import type { EnvironmentState, Instant, LaneSlot } from '../state.js';

/**
 * An environment in which nothing was ever exposed: both lanes are to hold a version that is off.
 * @param generation that of its rise lane; its brake lane has the next one
 */
export function newEnvironment(generation: number, at: Instant): EnvironmentState {
  const slot = (own: number): LaneSlot => ({
    generation: own,
    reason: 'off, before anything else',
    step: 'off',
    since: at,
  });
  const unseen = { kind: 'unknown' as const, generation: 0, since: at };
  return {
    exposures: {},
    caps: {},
    rise: slot(generation),
    brake: slot(generation + 1),
    seen: { rise: unseen, brake: unseen },
  };
}
