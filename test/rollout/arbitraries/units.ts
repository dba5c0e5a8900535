import { bucketOf } from '../../../lib/flags/bucket.js';
import type { FlagCap, Grant } from '../../../lib/flags/exposure.js';
import { segmentHolds } from '../../../lib/flags/segment-holds.js';
import type { RolloutPlan } from '../../../lib/plan/rollout-plan.js';
import { brakeCaps } from '../../../lib/rollout/exposed-units.js';
import type { Exposures, RolloutState } from '../../../lib/rollout/state.js';

/** Units that are looked at one by one: the whole list of the plans' list segment, and others of both regions. */
export const UNITS: readonly { readonly userId: string; readonly region: string; readonly tier: number }[] =
  Array.from({ length: 40 }, (_, index) => ({
    userId: index < 8 ? `v${String(index + 1)}` : `u${String(index + 1)}`,
    region: index % 2 === 0 ? 'eu' : 'us',
    tier: index % 4,
  }));
export type Unit = (typeof UNITS)[number];

/** What a deployed version of a lane lets in, by flag: asked for one unit. Foreign versions let everybody in. */
export type Content = (flag: string, unit: Unit) => boolean;

export const EVERYBODY: Content = () => true;
export const NOBODY: Content = () => false;

/** What the rise lane's document says at this state: the grants themselves are asked, not the compiled rules. */
export function riseContent(plan: RolloutPlan, state: RolloutState, environment: string): Content {
  return riseContentOf(plan, state.environments[environment]?.exposures ?? {}, state.included);
}

/** What a rise lane's document with these exposures says. */
export function riseContentOf(plan: RolloutPlan, exposures: Exposures, included: readonly string[]): Content {
  return (flag, unit) => {
    const exposure = exposures[flag];
    if (!exposure) return false;
    return included.includes(unit.userId) || exposure.grants.some((grant) => grants(plan, flag, grant, unit));
  };
}

/** What the brake lane's document lets through at this state. */
export function brakeContent(plan: RolloutPlan, state: RolloutState, environment: string): Content {
  const current = state.environments[environment];
  const caps: Readonly<Record<string, FlagCap>> = current ? brakeCaps(plan, state, current) : {};
  const { excluded } = state;
  return (flag, unit) => {
    const limit = caps[flag]?.limit ?? [];
    if (excluded.includes(unit.userId)) return false;
    return limit === 'open' || limit.some((grant) => grants(plan, flag, grant, unit));
  };
}

/** Whether a grant lets a unit in. */
function grants(plan: RolloutPlan, flag: string, grant: Grant, unit: Unit): boolean {
  const salt = plan.flags[flag]?.salt ?? '';
  const bucket = bucketFor(salt, unit.userId);
  if (grant.only && !segmentHolds(grant.only, unit)) return false;
  if (grant.segment === undefined) return bucket < grant.below;
  const segment = plan.audience.segments[grant.segment];
  if (!segment) return false;
  if (segment.kind === 'where') return segmentHolds(segment.test, unit) && bucket < grant.below;
  if (!segment.units.includes(unit.userId)) return false;
  if (grant.atMost === undefined) return bucket < grant.below;
  const earlier = segment.units.filter((other) => bucketFor(salt, other) < bucket).length;
  return earlier < grant.atMost;
}

const buckets = new Map<string, number>();

function bucketFor(salt: string, unit: string): number {
  const key = `${salt}:${unit}`;
  const known = buckets.get(key);
  if (known !== undefined) return known;
  const bucket = bucketOf(salt, unit);
  buckets.set(key, bucket);
  return bucket;
}
