import type { SegmentTest } from '../plan/expressions/segment-test.js';
import type { AppConfigLimit } from './appconfig-limits.js';
import type { AttributeValue, FlagDocument } from './document.js';
import type { FlagCap, FlagExposure } from './exposure.js';

/** One flag of a plan, as far as documents need it. */
export interface FlagSpec {
  /** Also the flag's name in AppConfig. */
  readonly key: string;
  readonly summary?: string;
  /** The variant of units that are not exposed; one of `variants`. */
  readonly oldVariant: string;
  /** Old and new variants with their attributes; none is allowed. */
  readonly variants: { readonly [variant: string]: { readonly [attribute: string]: AttributeValue } };
  /**
   * The context attribute that carries the unit's bucket for this flag. Letters, digits and `_` are best: anything
   * else makes a quoted Ion symbol of it, a form that AWS does not show.
   */
  readonly bucketAttribute: string;
}

/** How one knows who is in a segment: by name, or by a test on context attributes. */
export type SegmentRule =
  | { readonly kind: 'list'; readonly units: readonly string[] }
  | { readonly kind: 'where'; readonly test: SegmentTest };

/** Who decides which share of the audience is early: our public buckets, or AppConfig's `split`. */
export type Bucketing =
  { readonly kind: 'phasegate' } | { readonly kind: 'appconfig'; readonly seed: string };

/** What both lanes' documents are made from. */
export interface CompileInput {
  readonly flags: readonly FlagSpec[];
  readonly segments: ReadonlyMap<string, SegmentRule>;
  /** The context attribute that carries the unit, such as userId. */
  readonly unitAttribute: string;
  readonly bucketing: Bucketing;
  /** The unit's bucket for a flag, 0..999,999: picks the members of lists that `atMost` lets in. */
  readonly bucketOf: (unit: string, flag: string) => number;
}

export interface RiseInput extends CompileInput {
  /** By flag; a flag that is missing exposes nobody. */
  readonly exposures: { readonly [flag: string]: FlagExposure };
  /** Units that are in at every exposure, also one without grants (but not when the flag's exposure is missing). */
  readonly included: readonly string[];
  /** Whom the next step exposes: they keep the old variant, under a name of its own (`NEXT`). @default nobody is marked */
  readonly next?: { readonly [flag: string]: FlagExposure };
}

export interface BrakeInput extends CompileInput {
  /** By flag; a flag that is missing lets nobody in. */
  readonly caps: { readonly [flag: string]: FlagCap };
  /** Units that keep the old variant whatever the rise lane says. */
  readonly excluded: readonly string[];
}

/** Why a document cannot be compiled: what was found, what is allowed, what to do. */
export interface CompileProblem {
  readonly flag?: string;
  /** A limit of AppConfig, or the part of the input that contradicts itself. */
  readonly limit: AppConfigLimit | 'flag' | 'variant' | 'attributeType' | 'attributeValue' | 'grant';
  readonly found: string;
  readonly allowed: string;
  readonly advice: string;
}

export type CompileResult =
  | { readonly ok: true; readonly document: FlagDocument }
  | { readonly ok: false; readonly problems: readonly CompileProblem[] };
