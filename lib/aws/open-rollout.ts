import type { Deployed } from '../contract/deployed.js';
import type { RolloutPlan } from '../plan/rollout-plan.js';
import type { RolloutEvent } from '../rollout/event.js';
import type { RolloutState } from '../rollout/state.js';
import { Controller, type Beginning, type World } from '../runtime/controller.js';
import type { EvidenceHeader } from '../runtime/evidence-chain.js';
import type { Clock, Inbox, StateStore } from '../runtime/ports.js';
import type { Clients } from './clients.js';
import { CloudWatchMetrics, type ReportedValues } from './cloudwatch-metrics.js';
import { deployedPlan, type PlanSource } from './deployed-plan.js';
import { deployedLanes } from './deployed-lanes.js';
import type { LastDeployment } from './dynamo-last-deployment.js';
import { HookFunctions } from './hook-functions.js';
import { AwsMessenger } from './messenger.js';
import type { DrillProgress } from './operate/operate-drill.js';
import { SettledPoints } from './metrics/settled-points.js';

/** Where a deployed rollout is kept. */
export interface Stores {
  readonly store: StateStore;
  /** The store of a rollout that is yet to begin, with what its evidence begins with. */
  begin(header: EvidenceHeader): StateStore;
  readonly inbox: Inbox & { post(event: RolloutEvent): Promise<void> };
  readonly plans: {
    /** @returns its hash */
    put(source: PlanSource): Promise<string>;
    /** Nothing when no plan has this hash. */
    get(hash: string): Promise<PlanSource | undefined>;
  };
  readonly reports: ReportedValues;
  /** Claims ids, each once. */
  readonly once: { claimOnce(id: string, ttlSeconds: number): Promise<boolean> };
  /** What the stack was last deployed with to its end. */
  readonly lastDeployment: {
    get(): Promise<LastDeployment | undefined>;
    put(deployment: LastDeployment): Promise<unknown>;
  };
  /** What the newest drill has seen. */
  readonly drills: { get(): Promise<DrillProgress | undefined>; put(progress: DrillProgress): Promise<void> };
  /** Of the rollout of the drills, which is begun with the first of them. */
  readonly drill: Pick<Stores, 'store' | 'inbox'>;
}

/** Everything that the functions of a stack share. */
export interface Stack {
  readonly deployed: Deployed;
  readonly clients: Clients;
  readonly stores: Stores;
  readonly clock: Clock;
}

/** A rollout that is under way, with the plan that it is pinned to. */
export interface OpenRollout {
  readonly plan: RolloutPlan;
  readonly state: RolloutState;
  readonly controller: Controller;
  readonly inbox: Stores['inbox'];
  readonly clock: Clock;
  load(): Promise<RolloutState | undefined>;
}

/**
 * The rollout of a stack; nothing before it has begun.
 * @throws when its plan is missing or is not the one with its hash
 */
export async function openRollout(stack: Stack): Promise<OpenRollout | undefined> {
  const { stores, clock } = stack;
  const state = await stores.store.load();
  if (!state) return undefined;
  const plan = await pinnedPlan(stores, state.planHash);
  const beginning: Beginning = { planHash: state.planHash, startsAt: state.startAt, onRequest: true };
  return {
    plan,
    state,
    controller: new Controller(plan, deployedWorld(stack, plan), beginning),
    inbox: stores.inbox,
    clock,
    load: () => stores.store.load(),
  };
}

/** The world of a stack's controller. */
export function deployedWorld({ deployed, clients, stores, clock }: Stack, plan: RolloutPlan): World {
  const { rollout, bus, topics, hooks } = deployed;
  return {
    store: stores.store,
    lanes: deployedLanes(deployed, clients),
    metrics: new CloudWatchMetrics({
      client: clients.cloudwatch,
      plan,
      clock,
      reported: stores.reports,
      settled: SETTLED,
    }),
    messenger: new AwsMessenger({ rollout, events: clients.events, sns: clients.sns, bus, topics }),
    hooks: new HookFunctions({ rollout, lambda: clients.lambda, functions: hooks, bus }),
    inbox: stores.inbox,
    clock,
  };
}

/** What was measured before, as long as the function lives. */
const SETTLED = new SettledPoints();

/** Plans never change under their hash: one that was read is kept as long as the function lives. */
const plans = new Map<string, RolloutPlan>();

/** @throws when the plan is missing or is not the one with this hash */
export async function pinnedPlan(stores: Pick<Stores, 'plans'>, hash: string): Promise<RolloutPlan> {
  const known = plans.get(hash);
  if (known) return known;
  const source = await stores.plans.get(hash);
  if (!source) throw new Error(`the plan with the hash ${hash} is not in the table: deploy the stack again`);
  const plan = deployedPlan(source, hash);
  plans.set(hash, plan);
  return plan;
}
