import type { Metric } from '../../plan/rollout-plan.js';
import type { PlacedProblem } from '../../plan/source/problem.js';
import type { SpokenWord } from './expressions.js';
import type { Moment } from './moments.js';

/** A scenario that fits a plan: names resolved, strengths turned into values, defaults filled in. */
export interface BoundScenario {
  readonly name: string;
  readonly seed: number;
  readonly noise: 'natural' | 'none';
  readonly traffic: TrafficModel;
  /** By name, every metric that is measured or reported. */
  readonly metrics: Readonly<Record<string, MetricModel>>;
  /** By role. */
  readonly habits: Readonly<Record<string, Habits>>;
  /** What people do who are asked without a role. */
  readonly habitsOfOthers: Habits;
  /** Figures by task. */
  readonly values: Readonly<Record<string, number>>;
  readonly says: readonly Spoken[];
  readonly hooks: Readonly<Record<string, HookModel>>;
  readonly freezes: readonly PlannedFreeze[];
  /** Days of the rollout, counted from 1, or the time between two drills. */
  readonly drills: { readonly days: readonly number[] } | { readonly everyMs: number };
  readonly cloud: CloudModel;
}

export interface TrafficModel {
  /** Events a minute of the whole audience, on the mean of a weekday. */
  readonly perMinute: number;
  /** By hour of the day in the plan's zone; their mean is 1. */
  readonly hours: readonly number[];
  readonly weekend: number;
  /** By segment: how much more one of its units sends. */
  readonly segments: Readonly<Record<string, number>>;
}

/** How one metric behaves. Values are in the unit of the metric. */
export interface MetricModel {
  readonly metric: Metric;
  /** The value while all is well; nothing is published without it. */
  readonly base?: number;
  readonly spread: number;
  readonly dispersion: number;
  /** Samples a minute of the whole audience. */
  readonly perMinute: number;
  /** By dimension. */
  readonly labels: Readonly<Record<string, readonly string[]>>;
  readonly faults: readonly Fault[];
  readonly gaps: readonly Gap[];
}

/** `undefined` ends: never. */
interface Lasting {
  readonly from: Moment;
  readonly lastsMs?: number;
  readonly cohort: 'canary' | 'control' | 'both';
}

export interface Fault extends Lasting {
  readonly segment?: string;
  readonly rampMs: number;
  /** The value at full strength. */
  readonly worst: number;
}

export interface Gap extends Lasting {
  readonly how: 'silence' | 'failure';
}

/** Delays in milliseconds; absent = never. */
export interface Habits {
  readonly sign?: number;
  readonly tick?: number;
  readonly decide?: { readonly verdict: 'go' | 'no-go'; readonly after: number };
  readonly answer?: { readonly verdict: 'yes' | 'no'; readonly after: number };
  /** After 09:00. */
  readonly report?: number;
}

export interface Spoken {
  readonly who: string;
  readonly word: SpokenWord;
  readonly because?: string;
  readonly at: Moment;
}

export interface HookModel {
  readonly result: 'ok' | 'failed' | 'silent';
  readonly afterMs: number;
  readonly because?: string;
  readonly figures: Readonly<Record<string, number>>;
}

export type PlannedFreeze = { readonly who: string; readonly lastsMs: number; readonly because: string } & (
  | { readonly kind: 'at'; readonly at: Moment }
  /** Over the next rise that is planned, in this phase (its index) or in any. */
  | { readonly kind: 'over'; readonly phase?: number }
);

export interface CloudModel {
  /** Facts that AWS leaves open, by name. */
  readonly switches: Readonly<Record<string, string | number | boolean>>;
  /** Shares of requests, 0..1. */
  readonly conflicts: number;
  readonly throttling: number;
}

/** A scenario that fits the plan, or why it does not. */
export type BindResult =
  | { readonly bound: BoundScenario; readonly problems: readonly PlacedProblem[] }
  | { readonly bound: undefined; readonly problems: readonly PlacedProblem[] };
