import type { SegmentTest } from '../plan/expressions/segment-test.js';

/** Buckets are 0..999,999: one bucket is 0.0001 % of the audience. */
export const BUCKETS = 1_000_000;

/**
 * One reason for a unit to be in. A unit is exposed when any grant of the flag lets it in, so a longer list of
 * grants never takes anybody out.
 */
export interface Grant {
  /** The segment that the grant is limited to; absent = the whole audience. */
  readonly segment?: string;
  /** Units whose bucket is lower than this are in: 0..1,000,000. */
  readonly below: number;
  /** For list segments: exactly the `atMost` members with the lowest buckets are in, instead of all below `below`. */
  readonly atMost?: number;
  /** Who of them may be exposed at all, judged on context attributes. */
  readonly only?: SegmentTest;
}

/** Who gets which variant of one flag in one environment. */
export interface FlagExposure {
  /** The variant that exposed units are served. */
  readonly variant: string;
  /** Any of these lets a unit in; an empty list is nobody. */
  readonly grants: readonly Grant[];
}

/** How far the brake lane lets one flag go. */
export interface FlagCap {
  /** `open` = whatever the rise lane says; otherwise only units let in by a grant (empty = nobody). */
  readonly limit: 'open' | readonly Grant[];
  /** A variant that everybody who is in gets instead of the rise lane's. */
  readonly serve?: string;
}
