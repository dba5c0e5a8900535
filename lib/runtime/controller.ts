import type { Finding } from '../judge/finding.js';
import type { Metric, RolloutPlan } from '../plan/rollout-plan.js';
import { triggersThatNeedAffected } from '../rollout/affected-triggers.js';
import type { LaneSight, RolloutEvent } from '../rollout/event.js';
import type { EvidenceRecord } from '../rollout/evidence.js';
import { findingsMatter } from '../rollout/matters.js';
import { nextWakeup } from '../rollout/next-wakeup.js';
import type { RolloutState } from '../rollout/state.js';
import { transition } from '../rollout/transition.js';
import { dispatchEffects } from './dispatch-effects.js';
import { sameSight, sightOf } from './lane-sight.js';
import { observeMetrics } from './observe.js';
import { isWorthKeeping } from './worth-keeping.js';
import type {
  Clock,
  FlagLane,
  HookRunner,
  Inbox,
  Lane,
  LaneView,
  Messenger,
  MetricSource,
  StateStore,
} from './ports.js';
import { reconcileLane } from './reconcile-lane.js';
import { stateDigest } from './state-digest.js';

/** The world that a controller acts on. */
export interface World {
  readonly store: StateStore;
  /** Both lanes of every environment of the plan. */
  readonly lanes: Readonly<Record<string, Readonly<Record<Lane, FlagLane>>>>;
  readonly metrics: MetricSource;
  readonly messenger: Messenger;
  readonly hooks: HookRunner;
  readonly inbox: Inbox;
  readonly clock: Clock;
}

/** How a rollout is begun when the store holds none. */
export interface Beginning {
  readonly planHash: string;
  /** Local midnight of the first day of week 1. */
  readonly startsAt: number;
  /** Phases are entered when somebody asks for them, not as soon as their gates say go. */
  readonly onRequest?: true;
}

/** How much of what a controller does can be read afterwards. What it decides is the same. */
export interface Detail {
  /** Measures and judges what is watched. */
  readonly observe: typeof observeMetrics;
  /** What stands for a state in its evidence. */
  readonly digest: (state: RolloutState) => string;
}

/** Findings say why, and evidence can be replayed. */
const WRITTEN_DOWN: Detail = { observe: observeMetrics, digest: stateDigest };

/** What one run of the controller did. */
export interface RunReport {
  readonly state: RolloutState;
  /** Whether anything was committed. */
  readonly changed: boolean;
  /** Commits that lost against another controller and were done again on the newest state. */
  readonly conflicts: number;
}

/** Looks, decides and commits at most this often in one run; whatever is left waits for the next. */
const MOST_LOOKS = 50;

/**
 * The level-triggered controller: looks at the world, asks `transition`, commits the new state with its evidence and
 * effects, and brings lanes and effects in line with what was committed. It keeps nothing between two runs; any number
 * of controllers may run at once.
 */
export class Controller {
  constructor(
    private readonly plan: RolloutPlan,
    private readonly world: World,
    private readonly beginning: Beginning,
    private readonly detail: Detail = WRITTEN_DOWN,
  ) {}

  /**
   * One run. Errors of a single port are findings or are retried at the next run; only a broken store ends it.
   * @param options.look whether the world is measured and recorded even when that changes nothing: whoever is about to
   *   decide something needs findings that are fresh. @default 'for news'
   */
  async run({ look = 'for news' }: { readonly look?: 'for news' | 'anyway' } = {}): Promise<RunReport> {
    const { clock } = this.world;
    let state = await this.load();
    let changed = false;
    let conflicts = 0;
    let owed = look === 'anyway';
    for (let turn = 0; turn < MOST_LOOKS; turn += 1) {
      const event = await this.nextEvent(state, owed);
      if (event === undefined) break;
      if (event.kind === 'observed') owed = false;
      const committed = await this.commit(state, event);
      if (committed === undefined) conflicts += 1;
      else changed = true;
      const before = state?.generation;
      state = await this.load();
      // Words that change nothing that is served need no look at the lanes; the end of the run looks once more.
      if (state && (state.generation !== before || event.kind === 'observed')) await this.reconcile(state);
    }
    state ??= await this.load();
    if (!state) throw new Error('the rollout could not be begun: the store holds no state');
    await this.reconcile(state);
    await dispatchEffects(this.plan, this.world, clock.now());
    return { state, changed, conflicts };
  }

  /** The state, which may have been handed to another plan at any moment: then another controller goes on. */
  private async load(): Promise<RolloutState | undefined> {
    const state = await this.world.store.load();
    if (state && state.planHash !== this.beginning.planHash)
      throw new Error(
        `the rollout is pinned to the plan with the hash ${state.planHash}, and this is ${this.beginning.planHash}: go on with the plan that it is pinned to`,
      );
    return state;
  }

  /** What the rollout has to learn next; `undefined` when there is nothing new. */
  private async nextEvent(state: RolloutState | undefined, owed: boolean): Promise<RolloutEvent | undefined> {
    const now = this.world.clock.now();
    if (!state) return { kind: 'started', id: 'started', at: now, ...this.beginning };
    const said = (await this.pending(state))[0];
    if (said) return { ...said, at: Math.max(said.at, state.at) };
    const lanes = await this.look(state);
    const { findings, criteria } = await this.detail.observe(this.plan, state, this.world.metrics, now);
    const keeps = isWorthKeeping(this.plan, state, criteria);
    if (!owed && !keeps && !this.isNews(state, lanes, findings, now)) return undefined;
    const affected = await this.affected(state, findings, now);
    return {
      kind: 'observed',
      id: `look-${String(state.revision + 1)}`,
      at: now,
      findings,
      ...(Object.keys(criteria).length > 0 ? { criteria } : {}),
      lanes,
      ...(affected ? { affected } : {}),
    };
  }

  /**
   * What was said and has not been taken in. What was taken in is acknowledged here, whichever controller did it, and
   * again when the acknowledgement was lost. An inbox that cannot be read says nothing for now: triggers and lanes do
   * not wait for it.
   */
  private async pending(state: RolloutState): Promise<readonly RolloutEvent[]> {
    const { inbox } = this.world;
    let arrived: readonly RolloutEvent[] = [];
    try {
      arrived = await inbox.pending();
      const taken = arrived.filter((event) => state.taken.includes(event.id));
      if (taken.length > 0) await inbox.acknowledge(taken.map((event) => event.id));
    } catch {
      // What could be read counts all the same; the rest is asked for again at the next look.
    }
    return arrived.filter((event) => !state.taken.includes(event.id));
  }

  private isNews(
    state: RolloutState,
    lanes: readonly LaneSight[],
    findings: Readonly<Record<string, Finding>>,
    now: number,
  ): boolean {
    const lastWasLook = state.taken.at(-1)?.startsWith('look-') === true;
    if (!lastWasLook || (state.at < now && (nextWakeup(this.plan, state) ?? Infinity) <= now)) return true;
    const moved = lanes.some((sight) => {
      const seen = state.environments[sight.environment]?.seen[sight.lane];
      return !seen || !sameSight(seen, sight);
    });
    return moved || findingsMatter(this.plan, state, findings, now);
  }

  private async look(state: RolloutState): Promise<readonly LaneSight[]> {
    const sights: LaneSight[] = [];
    for (const [environment, lanes] of Object.entries(this.world.lanes)) {
      for (const lane of ['rise', 'brake'] as const) {
        const view = await this.view(lanes[lane]);
        sights.push(
          'reason' in view
            ? { environment, lane, kind: 'unknown', generation: 0, since: state.at, reason: view.reason }
            : sightOf(state, environment, lane, view),
        );
      }
    }
    return sights;
  }

  /** A lane that cannot be read is unknown, and unknown never rises. */
  private async view(lane: FlagLane): Promise<LaneView | { readonly reason: string }> {
    try {
      return await lane.look();
    } catch (error) {
      return { reason: `it could not be read: ${error instanceof Error ? error.message : String(error)}` };
    }
  }

  private async affected(
    state: RolloutState,
    findings: Readonly<Record<string, Finding>>,
    now: number,
  ): Promise<Readonly<Record<string, readonly string[]>> | undefined> {
    const asked = triggersThatNeedAffected(this.plan, state, findings, now);
    if (asked.length === 0) return undefined;
    const found: Record<string, readonly string[]> = {};
    for (const { trigger, metrics, since } of asked) {
      for (const name of metrics) {
        const metric = this.plan.metrics[name];
        const units = metric ? await this.unitsOf(metric, since) : undefined;
        if (units) found[trigger.name] = [...new Set([...(found[trigger.name] ?? []), ...units])];
      }
    }
    return found;
  }

  /** When the source fails, nobody can say who is affected. */
  private async unitsOf(metric: Metric, since: number): Promise<readonly string[] | undefined> {
    try {
      return await this.world.metrics.affectedUnits(metric, since);
    } catch {
      return undefined;
    }
  }

  private async commit(
    state: RolloutState | undefined,
    event: RolloutEvent,
  ): Promise<RolloutState | undefined> {
    const next = transition(this.plan, state, event);
    const evidence: EvidenceRecord = {
      revision: next.state.revision,
      at: next.state.at,
      event,
      happenings: next.happenings,
      effects: next.effects,
      state: this.detail.digest(next.state),
    };
    const answer = await this.world.store.commit({
      expectedRevision: state?.revision ?? 0,
      state: next.state,
      evidence,
      effects: next.effects,
    });
    return answer.kind === 'committed' ? next.state : undefined;
  }

  /** The brake lanes first: a fall never waits for a rise. A lane that fails keeps no other lane from its turn. */
  private async reconcile(state: RolloutState): Promise<void> {
    for (const lane of ['brake', 'rise'] as const) {
      for (const [environment, lanes] of Object.entries(this.world.lanes)) {
        try {
          await this.reconcileOne(state, environment, lane, lanes[lane]);
        } catch {
          // Nothing is known about what was asked for: the next run looks again.
        }
      }
    }
  }

  private async reconcileOne(
    state: RolloutState,
    environment: string,
    lane: Lane,
    port: FlagLane,
  ): Promise<void> {
    const request = {
      plan: this.plan,
      state,
      store: this.world.store,
      environment,
      lane,
      port,
      now: this.world.clock.now(),
    };
    const answer = await reconcileLane({ ...request, view: await port.look() });
    // What was stopped makes room at once: the version that was waiting for it follows in the same run.
    if (answer?.kind === 'stopped') await reconcileLane({ ...request, view: await port.look() });
  }
}
