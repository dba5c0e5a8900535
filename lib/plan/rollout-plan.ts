import type { ValueUnit } from './expressions/amounts.js';
import type { Bound } from './expressions/bound.js';
import type { Condition } from './expressions/condition.js';
import type { ExposureExpression } from './expressions/exposure.js';
import type { Response } from './expressions/response.js';
import type { SegmentTest } from './expressions/segment-test.js';
import type { Spread } from './expressions/spread.js';
import type { TimeExpression, Window } from './expressions/time.js';
import type { PlanFile } from './schema/plan-file.js';
import type { FLAG_STATES, OLD_STATES } from './schema/phase.js';
import type { PROMISES } from './schema/plan-file.js';
import type { Path } from './source/problem.js';

/**
 * A plan that is ready to be carried out: names resolved, ladders expanded into steps, defaults filled in. Derived
 * from the plan file alone (and the list files it names); its types are those of the schema wherever nothing changes.
 * Times are milliseconds, percentages fractions.
 */
export interface RolloutPlan {
  readonly rollout: string;
  readonly summary?: string;
  readonly starts?: string;
  readonly deadlineMs?: number;
  readonly timezone: string;
  readonly owner?: string;
  readonly authors: readonly string[];
  readonly namespace: string;
  readonly audience: Audience;
  readonly environments: readonly string[];
  readonly flags: Readonly<Record<string, Flag>>;
  readonly metrics: Readonly<Record<string, Metric>>;
  readonly roles: Readonly<Record<string, Role>>;
  readonly severities: NonNullable<PlanFile['severities']>;
  readonly promises: Partial<Readonly<Record<PromiseName, Promised>>>;
  readonly triggers: readonly Trigger[];
  readonly notices: NonNullable<PlanFile['notices']>;
  readonly digests: NonNullable<PlanFile['digests']>;
  readonly recurring: NonNullable<PlanFile['recurring']>;
  readonly surveys: NonNullable<PlanFile['surveys']>;
  readonly page?: PlanFile['page'];
  readonly hooks: Readonly<Record<string, Hook>>;
  readonly freezes: NonNullable<PlanFile['freezes']>;
  readonly judge: { readonly periodMs: number; readonly staleMs: number };
  readonly phases: readonly Phase[];
  readonly armed: { readonly forMs?: number; readonly until?: TimeExpression };
  readonly success?: Gate & { readonly afterMs?: number; readonly at?: TimeExpression };
}

/** How conditions are judged: by plain comparison, or by evidence with a stated risk of being wrong. */
export type JudgeSettings =
  | { readonly kind: 'fixed'; readonly margin: number }
  | {
      readonly kind: 'sequential';
      /** Of a false alarm: of a revert, or of a no-go, of something healthy; shared by the claims of one condition. */
      readonly risk: number;
      /** Of a go for what does not keep its limit. */
      readonly falseGo: number;
      /** What `control` alone stands for: so much worse is still all right. A fraction. */
      readonly margin: number;
    };

export type PromiseName = (typeof PROMISES)[number];
export interface Promised {
  readonly withinMs: number;
  readonly legs: Readonly<Record<string, number>>;
}

export interface Audience {
  readonly unit: string;
  /** The plural of the unit. */
  readonly units: string;
  /** The context attribute that holds the unit. */
  readonly key: string;
  readonly size: number;
  /** Events a minute of the whole audience. */
  readonly traffic?: { readonly perMinute: number; readonly noun: string };
  readonly bucketing: 'phasegate' | 'appconfig';
  readonly salt: string;
  readonly attributes: NonNullable<PlanFile['audience']['attributes']>;
  readonly segments: Readonly<Record<string, Segment>>;
}

/** A named part of the audience: the units themselves, or a rule. */
export type Segment =
  | { readonly kind: 'list'; readonly units: readonly string[]; readonly size: number }
  | { readonly kind: 'where'; readonly test: SegmentTest; readonly size?: number };

export interface Flag {
  readonly key: string;
  readonly summary?: string;
  readonly class?: string;
  readonly env?: string;
  readonly needs: readonly string[];
  /** Attribute values per variant; `old` is always one of them. */
  readonly variants: Readonly<Record<string, NonNullable<PlanFile['flags'][string]['old']>>>;
  /** The variant that exposed units get until a step says otherwise. */
  readonly newVariant: string;
  /** Salt of the buckets of this flag. */
  readonly salt: string;
  /** The context attribute that carries the bucket. */
  readonly bucketAttribute: string;
  readonly flipsTolerated: boolean;
}

/** The name of the variant that units in control are served. */
export const OLD_VARIANT = 'old';

export type MetricSource =
  | { readonly kind: 'ratio'; readonly part: string; readonly whole: string }
  | { readonly kind: 'sum' | 'average' | 'min' | 'max'; readonly metric: string }
  | { readonly kind: 'percentile'; readonly percentile: number; readonly metric: string }
  | { readonly kind: 'rate'; readonly counted: string; readonly perMs: number }
  | { readonly kind: 'own'; readonly what: 'exposed units' | 'incidents' | 'time to resolve' }
  | { readonly kind: 'figure'; readonly hook: string };

export interface Metric {
  readonly name: string;
  readonly source: MetricSource;
  /** The unit of its values here; `scaling` turns published values into it. */
  readonly unit: ValueUnit;
  readonly scaling: number;
  /** One sample per exposed unit: the count itself is compared. */
  readonly census: boolean;
  /** Of a percentile: only the percentile itself can be asked for, not how many samples are above a limit. */
  readonly percentileOnly?: true;
  /** How often values are published; absent for reported metrics, which have no rhythm. */
  readonly everyMs?: number;
  readonly reportedBy?: string;
  /** Whether canary and control can be told apart. */
  readonly cohorts: boolean;
  readonly reference: { readonly first: 'control' | 'baseline'; readonly otherwise?: 'baseline' };
  readonly split: readonly string[];
  readonly baseline?: number;
  readonly better: 'lower' | 'higher';
  readonly scale?: readonly [number, number];
}

export interface Role {
  readonly people: readonly string[];
  /** How many different people a sign-off needs. */
  readonly quorum: number;
  readonly distinct: boolean;
}

export interface Hook {
  readonly summary?: string;
  readonly timeoutMs: number;
  readonly undo?: string;
  readonly figures: readonly string[];
  readonly by?: string;
}

export interface Task {
  readonly name: string;
  readonly summary?: string;
  readonly by?: string;
  readonly value?: Bound;
}

/** A question before moving on. An empty gate passes. */
export interface Gate {
  /** Where it stands in the plan: `pilot.leave`, `beta.2.go`. */
  readonly id: string;
  /** Where it stands in the plan file. */
  readonly source: Path;
  readonly all: readonly Condition[];
  readonly any: readonly Condition[];
  readonly tasks: readonly Task[];
  readonly signOff: readonly string[];
  readonly decide?: { readonly by: string; readonly at?: TimeExpression };
  readonly otherwise: 'hold' | 'revert step' | 'revert phase' | 'again next week';
  readonly withinMs?: number;
}

export interface Trigger {
  readonly name: string;
  readonly severity?: string;
  readonly when: Condition;
  readonly then: readonly Response[];
  readonly resume?: Condition;
  /** Names of the phases in which it is armed. */
  readonly during: readonly string[];
}

export type StepNotice = NonNullable<NonNullable<PlanFile['phases'][number]['notices']>>[number];

export interface Step {
  /** `beta.2`: the phase and the ordinal of the step in it. */
  readonly id: string;
  readonly name: string;
  readonly phase: number;
  readonly index: number;
  /** Where it stands in the plan file; the rungs of a ladder stand in one place. */
  readonly source: Path;
  readonly summary?: string;
  readonly at?: TimeExpression;
  readonly flags: readonly string[];
  /** What it does to exposure; absent for a step that is work only. */
  readonly change?: { readonly mode: 'expose' | 'add'; readonly exposure: ExposureExpression };
  readonly serve?: string;
  readonly soakMs: number;
  readonly spread?: Spread;
  readonly bakeMs: number;
  readonly enter?: Gate;
  readonly go?: Gate;
  readonly notices: readonly StepNotice[];
  readonly tasks: readonly Task[];
  readonly hook?: string;
  readonly old?: (typeof OLD_STATES)[number];
  readonly flagState?: (typeof FLAG_STATES)[number];
}

export interface Phase {
  readonly name: string;
  readonly index: number;
  readonly summary?: string;
  readonly environment: string;
  readonly weeks?: { readonly from: number; readonly to: number };
  readonly at?: TimeExpression;
  readonly minMs: number;
  readonly maxMs?: number;
  readonly windows: readonly Window[];
  readonly eligible?: SegmentTest;
  readonly enter?: Gate;
  readonly steps: readonly Step[];
  readonly leave?: Gate;
  /** The share at which exposure is meant to end. */
  readonly ends?: number;
  readonly watchMs: number;
  readonly irreversible?: string;
}

/** Every step of the plan, in order. */
export function stepsOf(plan: RolloutPlan): readonly Step[] {
  return plan.phases.flatMap((phase) => phase.steps);
}

/** Every gate of its phases and steps, in the order in which a rollout meets them. */
export function gatesOf(plan: RolloutPlan): readonly Gate[] {
  return plan.phases
    .flatMap((phase) => [phase.enter, ...phase.steps.flatMap((step) => [step.enter, step.go]), phase.leave])
    .filter((gate) => gate !== undefined);
}

/** Whether a step changes what anybody is served; otherwise it is work only. */
export function isExposing(step: Step): boolean {
  return step.change !== undefined || step.serve !== undefined;
}
