import { BUCKETS, type FlagExposure, type Grant } from '../flags/exposure.js';
import { OLD_VARIANT } from '../plan/rollout-plan.js';
import type { Exposures } from './state.js';

/**
 * What is wanted, limited to who is exposed now: what a fall goes back to. Where the units that two grants share cannot
 * be said in one grant, nobody of them stays: rather a few too many put back than one let in.
 */
export function intersect(wanted: Exposures, now: Exposures): Exposures {
  return Object.fromEntries(
    Object.entries(wanted).map(([flag, exposure]): [string, FlagExposure] => {
      const current = now[flag];
      // Most of what a fall goes back to is what is there.
      if (exposure === current && current.variant !== OLD_VARIANT) return [flag, exposure];
      const present = current && current.variant !== OLD_VARIANT ? current.grants : [];
      return [flag, { ...exposure, grants: common(exposure.grants, present) }];
    }),
  );
}

function common(wanted: readonly Grant[], present: readonly Grant[]): readonly Grant[] {
  return wanted.flatMap((grant) =>
    present.some((other) => contains(other, grant))
      ? [grant]
      : present.flatMap((other) => (contains(grant, other) ? [other] : shared(grant, other))),
  );
}

/** Whether everybody whom `inner` lets in is let in by `outer`, as far as the two grants alone tell. */
function contains(outer: Grant, inner: Grant): boolean {
  if (outer.segment !== undefined && outer.segment !== inner.segment) return false;
  if (outer.only !== undefined && !isSame(outer.only, inner.only)) return false;
  if (outer.atMost !== undefined) return inner.atMost !== undefined && inner.atMost <= outer.atMost;
  return outer.below >= BUCKETS || (inner.atMost === undefined && inner.below <= outer.below);
}

/** The units that two shares have in common; none when that would take more than one grant. */
function shared(one: Grant, other: Grant): readonly Grant[] {
  if (one.atMost !== undefined || other.atMost !== undefined) return [];
  if (one.segment !== undefined && other.segment !== undefined && one.segment !== other.segment) return [];
  if (one.only !== undefined && other.only !== undefined && !isSame(one.only, other.only)) return [];
  return [{ ...one, ...other, below: Math.min(one.below, other.below) }];
}

/**
 * Whether everybody whom `inner` lets in is let in by `outer`. Only grants that contain one another by themselves are
 * known to: never says yes wrongly.
 */
export function isWithin(inner: readonly Grant[], outer: readonly Grant[]): boolean {
  return inner.every(
    (grant) =>
      grant.below === 0 ||
      grant.atMost === 0 ||
      outer.some((other) => other === grant || contains(other, grant)),
  );
}

function isSame(one: Grant['only'], other: Grant['only']): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
