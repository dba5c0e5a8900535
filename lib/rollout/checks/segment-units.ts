import { BUCKETS } from '../../flags/exposure.js';
import type { RolloutPlan } from '../../plan/rollout-plan.js';
import type { Exposures } from '../state.js';

/** The segments of a known size in which the plan exposes anybody by one of `flags`. */
export function exposedSegments(
  plan: RolloutPlan,
  exposures: Exposures,
  flags: readonly string[],
): readonly string[] {
  return Object.entries(plan.audience.segments)
    .filter(
      ([name, segment]) => segment.size !== undefined && unitsOfSegment(plan, exposures, flags, name) > 0,
    )
    .map(([name]) => name);
}

/** About how many units of a segment get at least one of `flags`; what other segments overlap with is not counted. */
export function unitsOfSegment(
  plan: RolloutPlan,
  exposures: Exposures,
  flags: readonly string[],
  name: string,
): number {
  const size = plan.audience.segments[name]?.size ?? 0;
  const units = flags.flatMap((flag) =>
    (exposures[flag]?.grants ?? []).map(({ segment, below, atMost }) => {
      if (segment !== undefined && segment !== name) return 0;
      return Math.min(size, atMost ?? (size * below) / BUCKETS);
    }),
  );
  return Math.max(0, ...units);
}
