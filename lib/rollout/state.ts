import type { FlagCap, FlagExposure } from '../flags/exposure.js';
import type { CriterionState } from '../judge/criterion/criterion-state.js';
import type { Finding } from '../judge/finding.js';
import type { RevertScope } from '../plan/expressions/response.js';
import type { OLD_STATES, FLAG_STATES } from '../plan/schema/phase.js';
import type { Control } from './control.js';
import type { Promotion } from './promote.js';

/** Milliseconds since the epoch. */
export type Instant = number;

/** Per flag, who gets which variant. A flag that is missing is off for everybody. */
export type Exposures = Readonly<Record<string, FlagExposure>>;
export type Caps = Readonly<Record<string, FlagCap>>;

/** What one lane should serve. Latest wins: a fall overwrites a rise that is waiting. */
export interface LaneSlot {
  /** Counts the changes of this rollout's lanes; it is part of the version label and tells old requests from new. */
  readonly generation: number;
  readonly reason: string;
  /** The step whose version this is, for the label. */
  readonly step: string;
  /** The step whose spread and bake are used; absent = at once. */
  readonly spreadOf?: string;
  readonly since: Instant;
}

/** What a plan environment serves, or is meant to. */
export interface EnvironmentState {
  /** What the rise lane should say. */
  readonly exposures: Exposures;
  /** Since when just these units are wanted in: republishing the same, or serving them another variant, changes nothing. */
  readonly exposedSince?: Instant;
  /** What the step after it will expose: those who come new are marked in the rise lane's version. */
  readonly next?: Exposures;
  /** What is marked is what the plan would mark: nobody has revised the audience since. */
  readonly marked?: true;
  /** While the version before served just those who came with this one the old variant, marked. */
  readonly foretold?: { readonly from: Instant; readonly to: Instant };
  /** Limits that were put on to lower exposure, until the rise lane is seen at or below them; missing = open. */
  readonly caps: Caps;
  readonly rise: LaneSlot;
  readonly brake: LaneSlot;
  /** What was last seen of the lanes. */
  readonly seen: { readonly rise: LaneSeen; readonly brake: LaneSeen };
}

interface LaneSeen {
  readonly kind: 'settled' | 'moving' | 'failed' | 'foreign' | 'unknown';
  readonly generation: number;
  readonly since: Instant;
}

interface TakenStep {
  readonly phase: number;
  readonly step: number;
  readonly environment: string;
  readonly before: Exposures;
}

/** What a trigger has done since it fired. */
export interface TriggerState {
  readonly phase: 'quiet' | 'active' | 'spent';
  /** The condition holds now. */
  readonly holds: boolean;
  /** The condition cannot be judged: nothing arrives. */
  readonly blind: boolean;
  readonly firedAt?: Instant;
  /** Indices of the responses that are done or covered by a stronger one. */
  readonly done: readonly number[];
  readonly incident?: string;
}

/** A flag that is off for everybody. */
export interface DisabledFlag {
  readonly by: string;
  readonly cause: 'trigger' | 'person' | 'kill';
  readonly at: Instant;
  /** It comes back as soon as nothing holds: somebody has resumed or begun a new attempt. */
  readonly over?: true;
}

interface Signature {
  readonly gate: string;
  readonly role: string;
  readonly who: string;
  readonly at: Instant;
}

interface Decision {
  readonly gate: string;
  readonly role: string;
  readonly who: string;
  readonly decision: 'go' | 'no-go';
  readonly at: Instant;
}

interface Ask {
  readonly id: string;
  readonly trigger: string;
  readonly response: number;
  readonly role: string;
  readonly askedAt: Instant;
  readonly answer?: 'yes' | 'no';
  /** What was asked for has been done. */
  readonly done?: true;
}

interface GivenTask {
  readonly name: string;
  readonly trigger: string;
  readonly dueAt: Instant;
  readonly overdueTold: boolean;
}

interface HookRun {
  readonly run: string;
  readonly hook: string;
  readonly because: string;
  readonly startedAt: Instant;
  readonly outcome?: 'ok' | 'failed';
  readonly reason?: string;
}

export interface Incident {
  readonly id: string;
  readonly trigger: string;
  readonly severity?: string;
  readonly openedAt: Instant;
  readonly answeredAt?: Instant;
  readonly closedAt?: Instant;
  /** How many roles have been told so far. */
  readonly escalated: number;
  readonly updatedAt: Instant;
}

/** A time that the plan promised, as it was kept. */
export interface RevertTiming {
  readonly what: RevertScope | 'disable' | 'kill';
  readonly decidedAt: Instant;
  readonly environment: string;
  readonly generation: number;
  readonly publishedAt?: Instant;
}

/** The drill that is under way, and how the last one with a proof has ended. */
export interface DrillState {
  /** Its id is that of the word that began it. */
  readonly running?: { readonly id: string; readonly by: string; readonly at: Instant };
  readonly last?: {
    readonly by: string;
    readonly startedAt: Instant;
    readonly endedAt: Instant;
    readonly verdict: 'passed' | 'failed';
    /** What was found, in a clause. */
    readonly say: string;
  };
}

/** The state of a rollout: everything that its next transition depends on, and nothing else. Plain data. */
export interface RolloutState {
  readonly format: 1;
  readonly rollout: string;
  readonly planHash: string;
  /** Counts transitions. */
  readonly revision: number;
  /** Time of the last event. */
  readonly at: Instant;
  /** Local midnight of the first day of week 1. */
  readonly startAt: Instant;
  readonly startedAt: Instant;
  readonly control: Control;
  /** Index of the last phase that was asked for, -1 before the first; absent where phases are entered by themselves. */
  readonly requested?: number;
  /** The place at which somebody has said not to wait any longer. */
  readonly promoted?: Promotion;
  readonly environments: Readonly<Record<string, EnvironmentState>>;
  readonly generation: number;
  /** The exposing steps that were taken, oldest first, each with what was exposed before it: what a revert goes back to. */
  readonly history: readonly TakenStep[];
  readonly excluded: readonly string[];
  readonly included: readonly string[];
  /** Those of them who are on their way in, until every lane is seen at a later generation than `after`. */
  readonly including?: { readonly units: readonly string[]; readonly after: number };
  readonly disabled: Readonly<Record<string, DisabledFlag>>;
  /** Flags that are on their way back on, until every brake lane is seen at a later generation than `after`. */
  readonly restoring?: {
    readonly disabled: Readonly<Record<string, DisabledFlag>>;
    readonly after: number;
  };
  readonly served: Readonly<Record<string, { readonly variant: string; readonly by: string }>>;
  readonly times: Times;
  readonly triggers: Readonly<Record<string, TriggerState>>;
  /** Reasons for which people have paused the rollout. */
  readonly paused?: { readonly by: string; readonly at: Instant; readonly because?: string };
  readonly frozen?: { readonly until: Instant; readonly because: string };
  readonly signatures: readonly Signature[];
  readonly ticks: Readonly<
    Record<
      string,
      {
        readonly who: string;
        readonly at: Instant;
        readonly value?: number;
        /** A step or gate that asked for it has been passed. */
        readonly used?: true;
      }
    >
  >;
  readonly decisions: readonly Decision[];
  readonly asks: readonly Ask[];
  readonly tasks: readonly GivenTask[];
  readonly hooks: readonly HookRun[];
  readonly figures: Readonly<Record<string, number>>;
  readonly incidents: readonly Incident[];
  readonly timings: readonly RevertTiming[];
  /** Absent before the first drill with a proof. */
  readonly drill?: DrillState;
  /** When each notice went out, by its key. */
  readonly notices: Readonly<Record<string, Instant>>;
  /** What has been told once, by key. */
  readonly told: Readonly<Record<string, Instant>>;
  readonly old: (typeof OLD_STATES)[number];
  readonly flagStates: Readonly<Record<string, (typeof FLAG_STATES)[number]>>;
  /** What was last found about the watched conditions, by key, and when. */
  readonly findings: Readonly<Record<string, Finding>>;
  readonly observedAt: Instant;
  /** What the evidence of the watched criteria has come to, by key; absent where the plan wants plain thresholds. */
  readonly criteria?: Readonly<Record<string, CriterionState>>;
  /** Ids of the newest events that have been taken in, so that the same event twice is the event once. */
  readonly taken: readonly string[];
}

export interface Times {
  readonly phaseEnteredAt: Instant;
  readonly stepStartedAt: Instant;
  /** When the step's exposure (or work) was complete: the soak counts from here. */
  readonly stepReachedAt?: Instant;
  readonly firstExposureAt?: Instant;
  readonly phaseFirstExposureAt?: Instant;
  readonly lastRiseAt?: Instant;
  readonly lastTriggerAt?: Instant;
  readonly lastDrillAt?: Instant;
  readonly gateSince: Instant;
  readonly completedAt?: Instant;
  readonly closedAt?: Instant;
}
