import { BUCKETS, type Grant } from '../../flags/exposure.js';
import type { RolloutPlan, Segment } from '../../plan/rollout-plan.js';
import { estimateExposure } from '../exposure-estimate.js';
import { sayList, sayNumber, sayShare, sayUnits } from './amounts.js';
import { saySegmentTest } from './segments.js';

/** How many units grants reach: an estimate, or an upper bound where rules decide who may be exposed at all. */
export function sayReach(plan: RolloutPlan, grants: readonly Grant[]): string {
  const { units, share, say } = estimateExposure(plan, grants);
  const rules = grants.flatMap(({ only }) => (only ? [saySegmentTest(only)] : []));
  if (rules.length === 0) return say;
  const among = rules.length === grants.length ? 'and' : 'some of them';
  return `at most ${sayUnits(units, plan.audience)} (${sayShare(share)}), ${among} only if ${sayList([...new Set(rules)], 'or')}`;
}

/** Who is let in by a grant and how many they are: `the list pilot: all 50 users`. */
export function sayGrant(plan: RolloutPlan, grant: Grant): string {
  const only = grant.only ? `, only if ${saySegmentTest(grant.only)}` : '';
  return `${sayAddress(plan, grant)}${only}`;
}

function sayAddress(plan: RolloutPlan, grant: Grant): string {
  const { audience } = plan;
  const segment = grant.segment === undefined ? undefined : audience.segments[grant.segment];
  const share =
    grant.below >= BUCKETS ? 'all' : `${sayShare(grant.below / BUCKETS)}, ${sayEarly(plan, grant)}`;
  if (grant.segment === undefined || !segment)
    return grant.below >= BUCKETS
      ? `everybody: ${sayNumber(audience.size)} ${audience.units}`
      : `everybody: ${share}; about ${sayNumber(Math.round((grant.below / BUCKETS) * audience.size))} of ${sayNumber(audience.size)} ${audience.units}`;
  if (segment.kind === 'list') {
    const size = sayNumber(segment.size);
    if (grant.atMost === undefined)
      return `the list ${grant.segment}: ${share} of its ${size} ${audience.units}`;
    return grant.atMost >= segment.size
      ? `the list ${grant.segment}: all of its ${size} ${audience.units}`
      : `the list ${grant.segment}: the ${sayNumber(grant.atMost)} of its ${size} ${audience.units} with the lowest buckets`;
  }
  return `${grant.segment} (${saySegmentTest(segment.test)}): ${share}; ${sayCount(plan, grant, segment)}`;
}

function sayCount(plan: RolloutPlan, grant: Grant, segment: Segment): string {
  const { audience } = plan;
  if (segment.size === undefined) return 'how many the plan does not say';
  const { units } = estimateExposure(plan, [{ ...grant, only: undefined }]);
  return `about ${sayNumber(units)} of ${sayNumber(segment.size)} ${audience.units}`;
}

function sayEarly({ audience }: RolloutPlan, grant: Grant): string {
  return audience.bucketing === 'appconfig'
    ? "picked by AppConfig's split"
    : `buckets below ${sayNumber(grant.below)}`;
}
