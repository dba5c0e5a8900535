import { bucketOf } from '../../flags/bucket.js';
import { asText, valueOf, type FlagContext } from '../../flags/context.js';
import { earliestUnits } from '../../flags/earliest-units.js';
import { BUCKETS, type Grant } from '../../flags/exposure.js';
import { segmentHolds } from '../../flags/segment-holds.js';
import { splits } from '../../flags/split.js';
import { wellFormed } from '../../flags/well-formed.js';
import { attributesOf, type SegmentTest } from '../../plan/expressions/segment-test.js';
import type { Flag, RolloutPlan } from '../../plan/rollout-plan.js';
import { sayNumber } from './amounts.js';
import { saySegmentTest } from './segments.js';

/** One part of a grant, and whether a unit meets it. */
interface Part {
  readonly met: boolean;
  readonly say: string;
}

/** Whether a grant lets a unit in, and by what. */
export interface GrantReason {
  readonly lets: boolean;
  /** What lets it in; otherwise the first thing that does not. */
  readonly say: string;
}

/** Why a grant lets a unit in, or does not. */
export function grantReason(
  plan: RolloutPlan,
  flag: Flag,
  grant: Grant,
  unit: string,
  context: FlagContext,
): GrantReason {
  const parts = [
    ...memberPart(plan, flag, grant, unit, context),
    ...bucketPart(plan, flag, grant, unit),
    ...(grant.only ? [rulePart('eligible', grant.only, context)] : []),
  ];
  const missed = parts.find((part) => !part.met);
  const where = grant.segment === undefined ? '' : `${grant.segment}: `;
  if (missed) return { lets: false, say: `${where}${missed.say}` };
  return { lets: true, say: `${where}${parts.map(({ say }) => say).join('; ') || 'everybody is in'}` };
}

function memberPart(
  plan: RolloutPlan,
  flag: Flag,
  grant: Grant,
  unit: string,
  context: FlagContext,
): readonly Part[] {
  const segment = grant.segment === undefined ? undefined : plan.audience.segments[grant.segment];
  if (!segment) return [];
  if (segment.kind === 'where') return [rulePart('its rule', segment.test, context)];
  const ranked = earliestUnits(segment.units, segment.units.length, (one) => bucketOf(flag.salt, one));
  const place = ranked.indexOf(wellFormed(unit)) + 1;
  if (place === 0) return [{ met: false, say: 'not on the list' }];
  if (grant.atMost === undefined || grant.atMost >= ranked.length) return [{ met: true, say: 'on the list' }];
  const say = `on the list, number ${sayNumber(place)} by bucket, and the first ${sayNumber(grant.atMost)} are in`;
  return [{ met: place <= grant.atMost, say }];
}

function bucketPart({ audience }: RolloutPlan, flag: Flag, grant: Grant, unit: string): readonly Part[] {
  if (grant.atMost !== undefined || grant.below >= BUCKETS) return [];
  if (audience.bucketing === 'appconfig') {
    const percent = grant.below / (BUCKETS / 100);
    const met = splits(percent, audience.salt, unit);
    const verdict = met ? 'picks it' : 'does not pick it';
    return [{ met, say: `our stand-in for AppConfig's split of ${String(percent)}% ${verdict}` }];
  }
  const bucket = bucketOf(flag.salt, unit);
  const met = bucket < grant.below;
  return [{ met, say: `bucket ${sayNumber(bucket)} is ${met ? '' : 'not '}below ${sayNumber(grant.below)}` }];
}

function rulePart(name: string, test: SegmentTest, context: FlagContext): Part {
  const met = segmentHolds(test, context);
  const values = [...new Set(attributesOf(test))].map((attribute) => {
    const value = valueOf(context, attribute);
    return value === undefined ? `${attribute} is not given` : `${attribute}=${asText(value)}`;
  });
  return { met, say: `${values.join(', ')} ${met ? 'keeps' : 'fails'} ${name}, ${saySegmentTest(test)}` };
}
