import type { RolloutPlan } from '../plan/rollout-plan.js';
import type { EvidenceRecord } from '../rollout/evidence.js';
import { nextWakeup } from '../rollout/next-wakeup.js';
import { phaseAt, stepAt } from '../rollout/place.js';
import { lowers } from '../plan/expressions/lowers.js';
import {
  disarmedAt,
  leaveDue,
  phaseDue,
  soakEnd,
  stepDue,
  stepExpected,
  stepsAhead,
} from '../rollout/schedule.js';
import type { RolloutState } from '../rollout/state.js';
import { wants } from '../rollout/wants.js';
import { Controller, type Detail } from '../runtime/controller.js';
import type { Instant, Lane, StateStore } from '../runtime/ports.js';
import { Glance, type InstantMetrics } from '../runtime/glance.js';
import { AppConfigEnvironment } from './appconfig/environment.js';
import { AppConfigLane } from './appconfig/lane.js';
import type { AppConfigSwitches } from './appconfig/switches.js';
import { SimulatedAudience, type ExposureSnapshot } from './audience.js';
import { segmentsThatMatter } from './audience/strata.js';
import { cloudFaults } from './cloud-faults.js';
import { SimulatedHooks } from './hooks.js';
import { LocalInbox } from './inbox.js';
import { MemoryStore } from './memory-store.js';
import { LocalMessenger } from './messages.js';
import { SimulatedMetrics } from './metrics/simulated-metrics.js';
import { MinuteScan, watchedUntilTime } from './minute-scan.js';
import { SimulatedPeople } from './people.js';
import type { BoundScenario } from './scenario/bound-scenario.js';
import { Moments } from './scenario/moments.js';
import { VirtualClock } from './virtual-clock.js';

const MINUTE = 60_000;
const DAY = 86_400_000;
/** A rollout that makes no progress for so long, although its time has come, has stopped. */
export const DEFAULT_PATIENCE_MS = 14 * DAY;
/** No rollout is carried on for longer than this. */
const LONGEST_RUN_MS = 5 * 365 * DAY;

/** How an embedded run ended. */
export type Outcome = 'completed' | 'stopped' | 'reverted' | 'running';

export interface EngineOptions {
  readonly plan: RolloutPlan;
  readonly planHash: string;
  readonly scenario: BoundScenario;
  /** Local midnight of the first day of week 1. */
  readonly startsAt: Instant;
  /** Ends once this phase has been left. */
  readonly until?: string;
  /** @default 14 days */
  readonly patienceMs?: number;
  /** Facts that AWS leaves open; those of the scenario when nothing is said. */
  readonly switches?: Partial<AppConfigSwitches>;
  /**
   * `bare`: what is decided is the same, but findings do not say why, and evidence has no digests and cannot be replayed.
   * @default 'written down'
   */
  readonly detail?: 'written down' | 'bare';
  /** Segments that the audience is cut along. @default those that the plan and the scenario tell apart */
  readonly segments?: readonly string[];
  /** Looks at each minute by itself, which finds the same and takes longer. @default false */
  readonly everyMinute?: boolean;
  /** Told who is exposed, whenever that is another than before. */
  readonly onExposure?: (at: Instant, snapshot: ExposureSnapshot, audience: SimulatedAudience) => void;
  /** Called with every transition, in order, once it is committed. */
  readonly onTransition?: (record: EvidenceRecord, state: RolloutState) => void;
}

export interface EngineResult {
  readonly outcome: Outcome;
  readonly state: RolloutState;
  /** The virtual time at the end. */
  readonly at: Instant;
  readonly messages: number;
}

interface EmbeddedLanes {
  readonly rise: AppConfigEnvironment;
  readonly brake: AppConfigEnvironment;
}

/**
 * Carries a plan out in this process, in virtual time: the same controller and the same core as on AWS, over a timed
 * model of AppConfig, a simulated audience and people who behave as the scenario says. Minutes in which nothing is new
 * are judged but need no controller; minutes in which nothing is watched are skipped.
 */
export class EmbeddedEngine {
  readonly #plan: RolloutPlan;
  readonly #options: EngineOptions;
  readonly #clock: VirtualClock;
  readonly #store: MemoryStore;
  readonly #lanes: Readonly<Record<string, EmbeddedLanes>>;
  readonly #audience: SimulatedAudience;
  readonly #moments: Moments;
  readonly #metrics: SimulatedMetrics;
  readonly #people: SimulatedPeople;
  readonly #inbox: LocalInbox;
  readonly #messages = new LocalMessenger();
  readonly #controller: Controller;
  #state: RolloutState | undefined;
  readonly #glance: Glance;
  readonly #minutes: MinuteScan;
  #shares: ExposureSnapshot['shares'] | undefined;
  #progress: { readonly key: string; readonly at: Instant } = { key: '', at: 0 };

  constructor(options: EngineOptions) {
    const { plan, scenario, startsAt } = options;
    this.#plan = plan;
    this.#options = options;
    this.#clock = new VirtualClock(startsAt);
    this.#moments = new Moments(startsAt);
    this.#audience = new SimulatedAudience(plan, {
      seed: scenario.seed,
      segments: options.segments ?? segmentsThatMatter(plan, scenario),
    });
    this.#metrics = new SimulatedMetrics({
      plan,
      scenario,
      audience: this.#audience,
      moments: this.#moments,
      clock: this.#clock,
    });
    this.#glance = new Glance(
      plan,
      options.everyMinute === true ? withoutRanges(this.#metrics) : this.#metrics,
    );
    this.#minutes = new MinuteScan(plan, this.#glance, this.#metrics, this.#clock);
    this.#inbox = new LocalInbox(this.#clock);
    this.#people = new SimulatedPeople({
      plan,
      scenario,
      inbox: this.#inbox,
      moments: this.#moments,
      clock: this.#clock,
      exposedUnits: () => this.#metrics.exposedUnits(),
    });
    this.#store = new MemoryStore();
    const switches = options.switches ?? switchesOf(scenario);
    this.#lanes = Object.fromEntries(
      plan.environments.map((name): [string, EmbeddedLanes] => [
        name,
        {
          rise: new AppConfigEnvironment({
            switches,
            monitors: [{ name: `${plan.rollout}-reverts`, state: () => this.#monitor() }],
          }),
          brake: new AppConfigEnvironment({ switches }),
        },
      ]),
    );
    const faults = cloudFaults(scenario);
    this.#controller = new Controller(
      plan,
      {
        store: telling(this.#store, options),
        lanes: Object.fromEntries(
          Object.entries(this.#lanes).map(([name, { rise, brake }]) => [
            name,
            {
              rise: new AppConfigLane(rise, this.#clock, faults),
              brake: new AppConfigLane(brake, this.#clock, faults),
            },
          ]),
        ),
        metrics: this.#metrics,
        messenger: this.#messages,
        hooks: new SimulatedHooks(scenario.hooks, this.#inbox, this.#clock),
        inbox: this.#inbox,
        clock: this.#clock,
      },
      { planHash: options.planHash, startsAt },
      ...(options.detail === 'bare' ? [this.#bareDetail()] : []),
    );
  }

  /** Carries the rollout on until it has ended, stopped, or reached the phase it was to be run until. */
  async run(): Promise<EngineResult> {
    for (;;) {
      const { state } = await this.#controller.run();
      this.#state = state;
      this.#learn(state);
      const outcome = this.#outcome(state);
      const next = outcome === undefined ? this.#nextMinute(state) : undefined;
      if (outcome !== undefined || next === undefined) {
        return {
          outcome: outcome ?? this.#resting(state),
          state,
          at: this.#clock.now(),
          messages: this.#messages.sent.length,
        };
      }
      this.#clock.advanceTo(next);
    }
  }

  #bareDetail(): Detail {
    return {
      observe: async (_plan, state, _metrics, now) => this.#glance.observe(state, now),
      digest: () => '',
    };
  }

  /** Lets the simulated world know what has become true. */
  #learn(state: RolloutState): void {
    const now = this.#clock.now();
    for (const phase of this.#plan.phases) {
      const entered = state.told[`entered/${phase.name}`];
      if (entered !== undefined) this.#moments.entered(phase.index, entered);
    }
    const { phaseFirstExposureAt } = state.times;
    const inside = state.control.mode === 'running' && state.control.position.stage !== 'entry';
    if (phaseFirstExposureAt !== undefined && inside)
      this.#moments.rose(phaseAt(this.#plan, state.control).index, phaseFirstExposureAt);
    this.#people.want(wants(this.#plan, state, now));
    const rise = this.#nextRise(state);
    if (rise) this.#people.plan(rise);
    const lanes = this.#lanes[phaseAt(this.#plan, state.control).environment];
    if (!lanes) return;
    const snapshot = this.#audience.look({
      rise: lanes.rise.versionsInForce(now),
      brake: lanes.brake.versionsInForce(now),
    });
    this.#metrics.setExposure(now, snapshot);
    if (snapshot.shares === this.#shares) return;
    this.#shares = snapshot.shares;
    this.#options.onExposure?.(now, snapshot, this.#audience);
  }

  /** The next rise that is planned. */
  #nextRise(state: RolloutState): { readonly phase: number; readonly at: Instant } | undefined {
    const step = stepsAhead(this.#plan, state)[0];
    if (!step) return undefined;
    const at = stepExpected(this.#plan, state, step, this.#clock.now());
    return at === Infinity ? undefined : { phase: step.phase, at };
  }

  #outcome(state: RolloutState): Outcome | undefined {
    const { control } = state;
    const { until } = this.#options;
    const { told } = state;
    if (control.mode === 'closed')
      return nextWakeup(this.#plan, state) === undefined ? 'completed' : undefined;
    if (
      control.mode === 'completed' &&
      disarmedAt(this.#plan, state) === undefined &&
      (this.#plan.success === undefined || 'success' in told)
    )
      return 'completed';
    if (until !== undefined && state.told[`left/${until}`] !== undefined && control.mode !== 'reverted')
      return control.mode === 'completed' ? 'completed' : 'running';
    const now = this.#clock.now();
    if (now - state.startedAt > LONGEST_RUN_MS) return this.#resting(state);
    if (control.mode === 'completed') return undefined;
    const key = JSON.stringify([control, state.paused?.at]);
    if (key !== this.#progress.key) this.#progress = { key, at: now };
    const since = Math.max(this.#progress.at, this.#dueSince(state));
    return now - since >= (this.#options.patienceMs ?? DEFAULT_PATIENCE_MS)
      ? this.#resting(state)
      : undefined;
  }

  /** Since when the rollout could have moved: a phase or step whose time has not come is not waiting. */
  #dueSince(state: RolloutState): Instant {
    const { control } = state;
    if (control.mode !== 'running') return 0;
    if (control.position.stage === 'entry')
      return phaseDue(this.#plan, state.startAt, phaseAt(this.#plan, control));
    if (control.position.stage === 'soaking') return soakEnd(this.#plan, state) ?? 0;
    if (control.position.stage === 'leaving') return leaveDue(this.#plan, state);
    const step = stepAt(this.#plan, control);
    if (!step || control.position.stage !== 'waiting') return 0;
    const due = stepDue(this.#plan, state, step, this.#progress.at);
    return due === Infinity ? this.#clock.now() : due;
  }

  #resting(state: RolloutState): Outcome {
    if (state.control.mode === 'completed' || state.control.mode === 'closed') return 'completed';
    return state.control.mode === 'reverted' ? 'reverted' : 'stopped';
  }

  /** The next minute at which the controller has something to do; `undefined` when it never will have. */
  #nextMinute(state: RolloutState): Instant | undefined {
    const now = this.#clock.now();
    const over = state.control.mode === 'completed' || state.control.mode === 'closed';
    const patience = over
      ? Infinity
      : Math.max(this.#progress.at, this.#dueSince(state)) +
        (this.#options.patienceMs ?? DEFAULT_PATIENCE_MS);
    const rise = this.#nextRise(state);
    const freezeLead = rise && rise.at - DAY > now ? rise.at - DAY : Infinity;
    const horizon = minuteFrom(
      now,
      Math.min(
        nextWakeup(this.#plan, state) ?? Infinity,
        this.#laneChange(now),
        this.#inbox.nextAt() ?? Infinity,
        this.#store.nextEffectAt() ?? Infinity,
        freezeLead,
        patience,
      ),
    );
    const items = watchedUntilTime(this.#plan, state, now);
    if (items.length === 0) return horizon === Infinity ? undefined : horizon;
    return this.#minutes.firstThatMatters(state, items, now, Math.min(horizon, now + LONGEST_RUN_MS));
  }

  #laneChange(now: Instant): Instant {
    const changes = Object.values(this.#lanes).flatMap((lanes) =>
      (['rise', 'brake'] as const satisfies readonly Lane[]).map(
        (lane) => lanes[lane].nextChangeAt(now) ?? Infinity,
      ),
    );
    return Math.min(Infinity, ...changes);
  }

  /** The alarm that the rise lane watches: red while a trigger that lowers exposure holds. */
  #monitor(): 'OK' | 'ALARM' | 'INSUFFICIENT_DATA' {
    const reverting = this.#plan.triggers.filter((trigger) =>
      trigger.then.some((response) => lowers(response.act)),
    );
    const states = reverting.map((trigger) => this.#state?.triggers[trigger.name]);
    if (states.some((state) => state?.holds === true)) return 'ALARM';
    return states.some((state) => state?.blind === true) ? 'INSUFFICIENT_DATA' : 'OK';
  }
}

/** A store that says what was committed. */
function telling(store: MemoryStore, { onTransition }: EngineOptions): StateStore {
  return {
    load: () => store.load(),
    commit: async (change) => {
      const answer = await store.commit(change);
      if (answer.kind === 'committed') onTransition?.(change.evidence, change.state);
      return answer;
    },
    lease: (now, leaseMs, most) => store.lease(now, leaseMs, most),
    settle: (id, outcome) => store.settle(id, outcome),
    parked: () => store.parked(),
    evidence: () => store.evidence(),
  };
}

/** The same metrics, of which nothing is known ahead. */
function withoutRanges(metrics: SimulatedMetrics): InstantMetrics {
  return { ingestionLagMs: metrics.ingestionLagMs, answerNow: (query) => metrics.answerNow(query) };
}

/** The first whole minute after `now` that is not before `at`. */
function minuteFrom(now: Instant, at: Instant): Instant {
  if (at === Infinity) return Infinity;
  return Math.max(Math.ceil(at / MINUTE) * MINUTE, (Math.floor(now / MINUTE) + 1) * MINUTE);
}

function switchesOf(scenario: BoundScenario): Partial<AppConfigSwitches> {
  return scenario.cloud.switches as Partial<AppConfigSwitches>;
}
