import type { FlagCap, Grant } from '../flags/exposure.js';
import { OLD_VARIANT } from '../plan/rollout-plan.js';
import { isWithin } from '../rollout/intersect.js';
import type { Caps, EnvironmentState, Exposures, RolloutState } from '../rollout/state.js';
import { PairMemo } from './pair-memo.js';

/** The first flag that reaches somebody whom it did not reach; what the lanes say together counts. */
export function risesIn(before: RolloutState, after: RolloutState): string | undefined {
  for (const [name, now] of Object.entries(after.environments)) {
    const was = before.environments[name];
    if (!was || (was.exposures === now.exposures && was.caps === now.caps)) continue;
    const rising = rises.of(was.exposures, now.exposures, capsKey(was.caps), capsKey(now.caps), () =>
      risingFlag(was, now),
    );
    if (rising !== undefined) return rising;
  }
  return undefined;
}

/** The same lanes follow each other again and again. */
const rises = new PairMemo<string | undefined>();
const OPEN: Caps = {};

function capsKey(caps: Caps): Caps {
  return Object.keys(caps).length === 0 ? OPEN : caps;
}

type Lanes = Pick<EnvironmentState, 'exposures' | 'caps'>;

function risingFlag(was: Lanes, now: Lanes): string | undefined {
  return Object.keys(now.exposures).find((flag) => {
    const limits = [grantsOf(was.exposures, flag), ...limitOf(was.caps, flag)];
    const reaches = [grantsOf(now.exposures, flag), ...limitOf(now.caps, flag)];
    return !limits.every((limit) => reaches.some((grants) => isWithin(grants, limit)));
  });
}

/** Whether somebody is in by a rise lane who was not. */
export function isHigher(before: RolloutState, after: RolloutState): boolean {
  return Object.entries(after.environments).some(
    ([name, { exposures }]) => !isBelow(exposures, before.environments[name]?.exposures ?? {}),
  );
}

/** Whether somebody is in by a rise lane no more. */
export function isLower(before: RolloutState, after: RolloutState): boolean {
  return Object.entries(before.environments).some(
    ([name, { exposures }]) => !isBelow(exposures, after.environments[name]?.exposures ?? {}),
  );
}

/** Whether nobody is in by `inner` who is not in by `outer`. */
export function isBelow(inner: Exposures, outer: Exposures): boolean {
  if (inner === outer) return true;
  return Object.keys(inner).every((flag) => isWithin(grantsOf(inner, flag), grantsOf(outer, flag)));
}

/** Whether nobody is in. */
export function isNobody({ exposures }: { readonly exposures: Exposures }): boolean {
  return isBelow(exposures, {});
}

/** Whoever is served the old variant is not exposed. */
function grantsOf(exposures: Exposures, flag: string): readonly Grant[] {
  const exposure = exposures[flag];
  return !exposure || exposure.variant === OLD_VARIANT ? [] : exposure.grants;
}

function limitOf(caps: Caps, flag: string): readonly (readonly Grant[])[] {
  const limit: FlagCap['limit'] = caps[flag]?.limit ?? 'open';
  return limit === 'open' ? [] : [limit];
}
