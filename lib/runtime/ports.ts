import type { DeploymentStrategy } from '../contract/deployment-strategy.js';
import type { ClaimQuery } from '../judge/claim-query.js';
import type { ClaimData } from '../judge/reading.js';
import type { Metric } from '../plan/rollout-plan.js';
import type { Effect, HookEffect, MessageEffect } from '../rollout/effect.js';
import type { RolloutEvent } from '../rollout/event.js';
import type { EvidenceRecord } from '../rollout/evidence.js';
import type { RolloutState } from '../rollout/state.js';
import type { FlagDocument } from '../flags/document.js';

/** Milliseconds since the Unix epoch. */
export type Instant = number;

/** The two AppConfig environments of a plan environment: exposure goes up through one and is capped by the other. */
export type Lane = 'rise' | 'brake';

export type DeploymentState = 'deploying' | 'baking' | 'complete' | 'rollingBack' | 'rolledBack' | 'reverted';

/** What can be seen of one deployment. */
export interface DeploymentView {
  readonly number: number;
  /** Label of the version it carries, at most 64 characters; ours end in `-<generation>`. */
  readonly label: string;
  readonly state: DeploymentState;
  /** Percent of clients that have been offered the version: 0..100. */
  readonly percentage: number;
  readonly startedAt: Instant;
  readonly endedAt?: Instant;
  /** Who ended or started it, as AppConfig's event log says. */
  readonly endedBy?: 'user' | 'appconfig' | 'alarm' | 'internalError';
  /** Ours begin with the name of the rollout and a colon. */
  readonly description: string;
}

/** What can be seen of a lane at one moment. */
export interface LaneView {
  /** Number of the newest deployment, 0 when there never was one: the optimistic lock of the next. */
  readonly latestNumber: number;
  /** The newest deployment, in flight or ended. */
  readonly latest?: DeploymentView;
  /** The version that clients hold (or go back to) when nothing is in flight: label and document. */
  readonly served?: { readonly label: string; readonly document: FlagDocument };
  /** The document of the deployment in flight. */
  readonly incoming?: { readonly label: string; readonly document: FlagDocument };
}

/** What the service answered to a request to deploy or stop. */
export type LaneAnswer =
  | { readonly kind: 'started'; readonly number: number }
  | { readonly kind: 'stopped'; readonly state: 'rolledBack' | 'reverted' }
  /** Somebody else deployed since `latestNumber`, one is in flight, or a rise met a monitor that is not OK: look again. */
  | { readonly kind: 'conflict'; readonly reason: string }
  /** Slowed down by the service: ask again later. */
  | { readonly kind: 'throttled'; readonly reason: string }
  /** The request itself is wrong (nothing to stop, document refused). */
  | { readonly kind: 'rejected'; readonly reason: string };

/** One AppConfig environment with its feature-flag profile. */
export interface FlagLane {
  look(): Promise<LaneView>;
  /**
   * Stores `document` as a hosted version and starts its deployment.
   * @param request.expectedLatest the newest deployment number that the caller has seen; anything else is a conflict.
   * @param request.rises whether it lets more users in: refused with kind `conflict` unless every monitor of the lane
   * exists, is enabled and reads OK. What lowers exposure is never asked for its monitors.
   */
  deploy(request: {
    readonly document: FlagDocument;
    readonly label: string;
    readonly description: string;
    readonly strategy: DeploymentStrategy;
    readonly expectedLatest: number;
    readonly rises: boolean;
  }): Promise<LaneAnswer>;
  /**
   * Stops deployment `number`: one in flight is rolled back; one that has completed is reverted when `allowRevert`
   * is set and it is the newest and younger than 72 h.
   */
  stop(request: { readonly number: number; readonly allowRevert: boolean }): Promise<LaneAnswer>;
}

/** Says what time it is: the machine's clock on AWS, a virtual one in the embedded engine. */
export interface Clock {
  now(): Instant;
}

/** Where measurements come from: CloudWatch, or the simulated audience. */
export interface MetricSource {
  /** How long after a period its samples have all arrived, in milliseconds. */
  readonly ingestionLagMs: number;
  /** Answers the queries in their order, in as few calls as it can. A query that fails is answered with `failed`. */
  measure(queries: readonly ClaimQuery[]): Promise<readonly ClaimData[]>;
  /** Stores a value that a person reported: of a ratio `part` of `whole`, otherwise `value`. */
  record(report: ReportedValue): Promise<void>;
  /**
   * The exposed units that a bad sample of the metric belongs to since `from`, the newest first; `undefined` when the
   * source cannot tell.
   */
  affectedUnits(metric: Metric, from: Instant): Promise<readonly string[] | undefined>;
}

export interface ReportedValue {
  readonly metric: Metric;
  readonly at: Instant;
  readonly by: string;
  readonly value: number;
  readonly whole?: number;
}

/** The result of a conditional write. */
export type CommitAnswer = { readonly kind: 'committed' } | { readonly kind: 'conflict' };

/** An effect that waits to be carried out. */
export interface StoredEffect {
  readonly effect: Effect;
  readonly attempts: number;
  /** Not before this moment. */
  readonly dueAt: Instant;
  /** Nobody else carries it out before this moment. */
  readonly leasedUntil?: Instant;
  /** It failed too often: people have to look at it. */
  readonly parked?: string;
}

/** Holds the state of one rollout with its evidence and effects: one transaction, conditional on the revision. */
export interface StateStore {
  load(): Promise<RolloutState | undefined>;
  /** Writes state, evidence and effects together, or nothing when the stored revision is not `expectedRevision` (0 = none). */
  commit(change: {
    readonly expectedRevision: number;
    readonly state: RolloutState;
    readonly evidence: EvidenceRecord;
    readonly effects: readonly Effect[];
  }): Promise<CommitAnswer>;
  /** Leases effects that are due, the oldest first; a leased effect is given to nobody else until the lease ends. */
  lease(now: Instant, leaseMs: number, most: number): Promise<readonly StoredEffect[]>;
  /** Ends an effect: done, to be tried again at a time, or parked. */
  settle(id: string, outcome: EffectOutcome): Promise<void>;
  parked(): Promise<readonly StoredEffect[]>;
  /** The evidence, oldest first. */
  evidence(): AsyncIterable<EvidenceRecord>;
}

export type EffectOutcome =
  | { readonly kind: 'done' }
  | { readonly kind: 'again'; readonly at: Instant; readonly reason: string }
  | { readonly kind: 'parked'; readonly reason: string };

/** Reaches people: e-mail, chat, pager. Sending the same id twice reaches them once where the channel can do that. */
export interface Messenger {
  send(message: MessageEffect): Promise<void>;
}

/** Starts the plan's hooks; they answer later, with an event. */
export interface HookRunner {
  start(hook: HookEffect): Promise<void>;
}

/** What people and hooks have said since the last look; each event is acknowledged once it is committed. */
export interface Inbox {
  pending(): Promise<readonly RolloutEvent[]>;
  acknowledge(ids: readonly string[]): Promise<void>;
}
