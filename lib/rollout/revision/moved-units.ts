import { bucketOf } from '../../flags/bucket.js';
import { earliestUnits } from '../../flags/earliest-units.js';
import { BUCKETS, type Grant } from '../../flags/exposure.js';
import type { SegmentTest } from '../../plan/expressions/segment-test.js';
import type { RolloutPlan, Segment } from '../../plan/rollout-plan.js';
import type { Exposures } from '../state.js';
import { isSame } from './is-same.js';
import { contains } from './segment-contains.js';

/** Units that one plan lets in and the other does not, at the same exposure. */
export type MovedUnits = {
  readonly flag: string;
  readonly environment: string;
  /** Whether they are exposed by the plan that takes over, and were not, or the other way round. */
  readonly way: 'come' | 'leave';
} & (
  | { readonly kind: 'named'; readonly units: readonly string[] }
  /** Every bucket from `from` on and below `below`, of units that keep some rules and not others. */
  | {
      readonly kind: 'buckets';
      readonly from: number;
      readonly below: number;
      readonly keeping: readonly SegmentTest[];
      readonly breaking: readonly SegmentTest[];
    }
);

/** What was looked at, and whom the other plan would move. */
export interface MoveProof {
  readonly moved: readonly MovedUnits[];
  /** Flags whose units get other buckets altogether: anybody may be moved. */
  readonly rebucketed: readonly string[];
  /** Kinds of units that rules can tell apart, each looked at in all 1,000,000 buckets, and units on lists. */
  readonly kinds: number;
  readonly listed: number;
  /** Flags with too many rules to look at all their combinations. */
  readonly unproven: readonly string[];
}

/** More rules make more combinations than one can look at. */
const MOST_RULES = 12;

/**
 * Whom a plan that takes over would move at once, at this exposure: nobody is sampled, because whether a unit is in depends
 * on its bucket only by thresholds, and on its attributes only by which rules it keeps.
 * @param exposures what every environment exposes
 */
export function movedUnits(
  before: RolloutPlan,
  after: RolloutPlan,
  exposures: Readonly<Record<string, Exposures>>,
): MoveProof {
  const parts = Object.entries(exposures).flatMap(([environment, flags]) =>
    Object.entries(flags).flatMap(([flag, { grants }]): readonly Part[] =>
      grants.length === 0 ? [] : [partOf(before, after, { environment, flag, grants })],
    ),
  );
  return {
    moved: parts.flatMap(({ moved }) => moved),
    rebucketed: unique(parts.filter(({ outcome }) => outcome === 'rebucketed')),
    unproven: unique(parts.filter(({ outcome }) => outcome === 'unproven')),
    kinds: parts.reduce((sum, { kinds }) => sum + kinds, 0),
    listed: parts.reduce((sum, { listed }) => sum + listed, 0),
  };
}

interface Part {
  readonly flag: string;
  readonly outcome: 'proven' | 'rebucketed' | 'unproven';
  readonly moved: readonly MovedUnits[];
  readonly kinds: number;
  readonly listed: number;
}

interface Exposed {
  readonly environment: string;
  readonly flag: string;
  readonly grants: readonly Grant[];
}

function unique(parts: readonly Part[]): readonly string[] {
  return [...new Set(parts.map(({ flag }) => flag))];
}

function partOf(before: RolloutPlan, after: RolloutPlan, exposed: Exposed): Part {
  const { flag, grants } = exposed;
  const none = { flag, moved: [], kinds: 0, listed: 0 };
  const isKept = after.flags[flag] !== undefined;
  if (isKept && !isSame(bucketsOf(before, flag), bucketsOf(after, flag)))
    return { ...none, outcome: 'rebucketed' };
  const was = grants.map((grant) => resolve(before, flag, grant));
  // A flag that is gone serves nobody.
  const is = isKept ? grants.map((grant) => resolve(after, flag, grant)) : [];
  const rules = distinct([...was, ...is].flatMap(({ tests }) => tests));
  if (rules.length > MOST_RULES) return { ...none, outcome: 'unproven' };
  const kinds = kindsOf(rules);
  const units = [...new Set([...was, ...is].flatMap(({ units: list }) => [...(list ?? [])]))];
  return {
    flag,
    outcome: 'proven',
    kinds: kinds.length,
    listed: units.length,
    moved: [
      ...kinds.flatMap((kind) => movedBuckets(exposed, was, is, kind, rules)),
      ...movedByName(before, exposed, was, is, kinds, units),
    ],
  };
}

/** Everything that a unit's bucket for a flag depends on. */
function bucketsOf({ audience, flags }: RolloutPlan, flag: string): unknown {
  return [audience.key, audience.bucketing, flags[flag]?.salt ?? audience.salt];
}

/** A grant with what a plan understands by its segment. */
interface Resolved {
  readonly below: number;
  /** All of these have to hold. */
  readonly tests: readonly SegmentTest[];
  /** Only these are let in; absent = whoever has a low enough bucket. */
  readonly units?: ReadonlySet<string>;
  /** They are let in whatever their bucket is. */
  readonly isRanked: boolean;
}

function resolve(plan: RolloutPlan, flag: string, { segment: name, below, atMost, only }: Grant): Resolved {
  const tests = only ? [only] : [];
  if (name === undefined) return { below, tests, isRanked: false };
  const segment: Segment | undefined = plan.audience.segments[name];
  if (!segment) return { below, tests, units: new Set(), isRanked: false };
  if (segment.kind === 'where') return { below, tests: [...tests, segment.test], isRanked: false };
  const salt = plan.flags[flag]?.salt ?? plan.audience.salt;
  const units =
    atMost === undefined
      ? segment.units
      : earliestUnits(segment.units, atMost, (unit) => bucketOf(salt, unit));
  return { below, tests, units: new Set(units), isRanked: atMost !== undefined };
}

function distinct(tests: readonly SegmentTest[]): readonly SegmentTest[] {
  return tests.filter((test, index) => tests.findIndex((other) => isSame(other, test)) === index);
}

/** By rule: whether a unit keeps it. */
type Kind = readonly boolean[];

/** The kinds of units that there can be: one that keeps a rule keeps every rule that contains it. */
function kindsOf(rules: readonly SegmentTest[]): readonly Kind[] {
  const all = Array.from({ length: 2 ** rules.length }, (_, bits): Kind =>
    rules.map((_rule, place) => ((bits >> place) & 1) === 1),
  );
  return all.filter((kind) =>
    rules.every((inner, one) =>
      rules.every((outer, other) => kind[one] !== true || kind[other] === true || !contains(outer, inner)),
    ),
  );
}

function applies({ tests }: Resolved, kind: Kind, rules: readonly SegmentTest[]): boolean {
  return tests.every((test) => kind[rules.findIndex((rule) => isSame(rule, test))] === true);
}

/** Units on no list: who of a kind is in, is in by a threshold. */
function movedBuckets(
  { environment, flag }: Exposed,
  was: readonly Resolved[],
  is: readonly Resolved[],
  kind: Kind,
  rules: readonly SegmentTest[],
): readonly MovedUnits[] {
  const threshold = (grants: readonly Resolved[]): number =>
    Math.max(
      0,
      ...grants
        .filter((grant) => grant.units === undefined && applies(grant, kind, rules))
        .map(({ below }) => Math.min(below, BUCKETS)),
    );
  const [old, fresh] = [threshold(was), threshold(is)];
  if (old === fresh) return [];
  return [
    {
      kind: 'buckets',
      flag,
      environment,
      way: fresh > old ? 'come' : 'leave',
      from: Math.min(old, fresh),
      below: Math.max(old, fresh),
      keeping: rules.filter((_, index) => kind[index] === true),
      breaking: rules.filter((_, index) => kind[index] !== true),
    },
  ];
}

/** Units on lists, one by one; those whom a rule lets in either way are not moved. */
function movedByName(
  plan: RolloutPlan,
  { environment, flag }: Exposed,
  was: readonly Resolved[],
  is: readonly Resolved[],
  kinds: readonly Kind[],
  units: readonly string[],
): readonly MovedUnits[] {
  const rules = distinct([...was, ...is].flatMap(({ tests }) => tests));
  const salt = plan.flags[flag]?.salt ?? plan.audience.salt;
  const isIn = (grants: readonly Resolved[], unit: string, bucket: number, kind: Kind): boolean =>
    grants.some(
      (grant) =>
        (grant.units === undefined || grant.units.has(unit)) &&
        (grant.isRanked || bucket < grant.below) &&
        applies(grant, kind, rules),
    );
  // AppConfig does not say how it splits: then a unit may have any bucket, and only thresholds matter.
  const anyBucket = [0, ...[...was, ...is].map(({ below }) => below).filter((below) => below < BUCKETS)];
  const moved = units.map((unit) => {
    const buckets = plan.audience.bucketing === 'appconfig' ? anyBucket : [bucketOf(salt, unit)];
    const ways = kinds.flatMap((kind) =>
      buckets.map((bucket) => [isIn(was, unit, bucket, kind), isIn(is, unit, bucket, kind)] as const),
    );
    if (ways.some(([old, fresh]) => old && !fresh)) return { unit, way: 'leave' as const };
    return ways.some(([old, fresh]) => !old && fresh) ? { unit, way: 'come' as const } : undefined;
  });
  return (['leave', 'come'] as const).flatMap((way) => {
    const named = moved.flatMap((one) => (one?.way === way ? [one.unit] : []));
    return named.length === 0 ? [] : [{ kind: 'named' as const, flag, environment, way, units: named }];
  });
}
