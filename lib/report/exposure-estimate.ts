import { BUCKETS, type Grant } from '../flags/exposure.js';
import type { RolloutPlan, Segment } from '../plan/rollout-plan.js';
import { expectedUnits } from '../rollout/step-exposure.js';
import { sayNumber, sayShare, sayUnits } from './sentences/amounts.js';

/** About how many units something reaches. */
export interface ExposureEstimate {
  readonly units: number;
  /** Two standard deviations: in 19 of 20 audiences of this size the number lies within it. */
  readonly plusMinus: number;
  /** Of the audience, 0..1. */
  readonly share: number;
  /** For people: `exactly 50 users (4%)`, `about 104 users ±18 (8.3%)`. */
  readonly say: string;
}

/**
 * How many units a list of grants reaches. Members of lists are counted; buckets give every unit the same chance, so
 * that their number is binomial: size * p * (1 - p) is its variance.
 */
export function estimateExposure(plan: RolloutPlan, grants: readonly Grant[]): ExposureEstimate {
  return estimateAdded(plan, [], grants);
}

/** How many units `after` reaches and `before` does not: those with the buckets in between. */
export function estimateAdded(
  plan: RolloutPlan,
  before: readonly Grant[],
  after: readonly Grant[],
): ExposureEstimate {
  const units = Math.max(0, Math.round(expectedUnits(plan, after) - expectedUnits(plan, before)));
  const plusMinus = Math.round(2 * Math.sqrt(varianceOf(plan, before, after)));
  return said(plan, units, plusMinus, isCounted(plan, after) && isCounted(plan, before));
}

function said(plan: RolloutPlan, units: number, plusMinus: number, exact: boolean): ExposureEstimate {
  const { audience } = plan;
  const share = Math.min(1, units / audience.size);
  const number =
    units >= audience.size
      ? `all ${sayUnits(units, audience)}`
      : exact
        ? `exactly ${sayUnits(units, audience)}`
        : `about ${sayUnits(units, audience)}`;
  const spread = plusMinus === 0 ? '' : ` ±${sayNumber(plusMinus)}`;
  return { units, plusMinus, share, say: units === 0 ? 'nobody' : `${number}${spread} (${sayShare(share)})` };
}

/** Whether the number is a count: members of lists, or everybody. */
function isCounted(plan: RolloutPlan, grants: readonly Grant[]): boolean {
  if (grants.some((grant) => grant.segment === undefined && grant.below >= BUCKETS && !grant.only))
    return true;
  return grants.every(
    (grant) =>
      !grant.only &&
      segmentOf(plan, grant)?.kind === 'list' &&
      (grant.atMost !== undefined || grant.below >= BUCKETS),
  );
}

function segmentOf(plan: RolloutPlan, grant: Grant): Segment | undefined {
  return grant.segment === undefined ? undefined : plan.audience.segments[grant.segment];
}

/** Variance of the number of units, with rules taken as disjoint, as for the number itself. */
function varianceOf(plan: RolloutPlan, before: readonly Grant[], after: readonly Grant[]): number {
  let left = plan.audience.size;
  let variance = 0;
  for (const name of new Set([...before, ...after].map((grant) => grant.segment))) {
    if (name === undefined) continue;
    const units = Math.min(left, plan.audience.segments[name]?.size ?? 0);
    left -= units;
    variance += units * spreadOf(shareIn(name, after) - shareIn(name, before));
  }
  return variance + left * spreadOf(shareIn(undefined, after) - shareIn(undefined, before));
}

/** The share of a segment's units that buckets let in; grants for everybody count in each. */
function shareIn(name: string | undefined, grants: readonly Grant[]): number {
  const own = grants.filter(
    ({ segment, atMost }) => segment === undefined || (segment === name && atMost === undefined),
  );
  return Math.max(0, ...own.map((grant) => grant.below / BUCKETS));
}

function spreadOf(share: number): number {
  return share * (1 - share);
}
