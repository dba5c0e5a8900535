import { AppConfigLane, type Fault } from '../../../lib/local/appconfig/lane.js';
import type { MonitorState } from '../../../lib/local/appconfig/monitors.js';
import type { AppConfigSwitches } from '../../../lib/local/appconfig/switches.js';
import { SimulatedHooks } from '../../../lib/local/hooks.js';
import { LocalInbox } from '../../../lib/local/inbox.js';
import { MemoryStore } from '../../../lib/local/memory-store.js';
import { LocalMessenger } from '../../../lib/local/messages.js';
import { VirtualClock } from '../../../lib/local/virtual-clock.js';
import { planStart } from '../../../lib/plan/calendar.js';
import type { RolloutPlan } from '../../../lib/plan/rollout-plan.js';
import type { HookEffect } from '../../../lib/rollout/effect.js';
import type { Word } from '../../../lib/rollout/event.js';
import type { RolloutState } from '../../../lib/rollout/state.js';
import { wants } from '../../../lib/rollout/wants.js';
import type { World } from '../../../lib/runtime/controller.js';
import type { Lane } from '../../../lib/runtime/ports.js';
import type { Interruptions } from './interruptions.js';
import { RepeatingInbox } from './repeating-inbox.js';
import { SteeredMetrics } from './steered-metrics.js';
import { WatchedLane } from './watched-lane.js';

/** A lane with the faults that its next calls will meet. */
interface Faulty {
  readonly watched: WatchedLane;
  readonly faults: Fault[];
}

/** The local ports of one plan, and the people who use them. */
export class LocalCloud {
  readonly clock: VirtualClock;
  readonly store = new MemoryStore();
  readonly metrics = new SteeredMetrics();
  readonly inbox: RepeatingInbox;
  readonly messenger: LocalMessenger;
  readonly hooksStarted = new Set<string>();
  readonly lanes: Readonly<Record<string, Readonly<Record<Lane, Faulty>>>>;
  /** What the rise lanes watch. */
  monitor: MonitorState = 'OK';
  /** No message gets through. */
  muted = false;
  readonly #hooks: SimulatedHooks;
  #said = 0;

  constructor(
    readonly plan: RolloutPlan,
    switches: AppConfigSwitches,
  ) {
    this.clock = new VirtualClock(planStart(plan));
    this.inbox = new RepeatingInbox(new LocalInbox(this.clock));
    this.messenger = new LocalMessenger({ fails: () => (this.muted ? 'no route' : undefined) });
    const model = { afterMs: 300_000, figures: {}, result: 'ok' as const };
    this.#hooks = new SimulatedHooks({ mend: model, migrate: model }, this.inbox.local, this.clock);
    const monitor = (): MonitorState => this.monitor;
    this.lanes = Object.fromEntries(
      plan.environments.map((name) => [
        name,
        {
          rise: { watched: new WatchedLane(`the rise lane of ${name}`, switches, monitor), faults: [] },
          brake: { watched: new WatchedLane(`the brake lane of ${name}`, switches), faults: [] },
        },
      ]),
    );
  }

  get allLanes(): readonly Faulty[] {
    return Object.values(this.lanes).flatMap(({ rise, brake }) => [rise, brake]);
  }

  /** When anything in a lane changes next by itself. */
  get nextChangeAt(): number {
    const now = this.clock.now();
    return Math.min(...this.allLanes.map(({ watched }) => watched.environment.nextChangeAt(now) ?? Infinity));
  }

  /** What a controller gets: every call of it waits where the interruptions say. */
  world(interruptions?: Interruptions): World {
    const between = <T extends object>(name: string, port: T): T =>
      interruptions?.between(name, port) ?? port;
    const laneOf = (name: Lane, { watched, faults }: Faulty) =>
      between(name, new AppConfigLane(watched.environment, this.clock, () => faults.shift() ?? 'ok'));
    return {
      store: between('store', this.store),
      lanes: Object.fromEntries(
        Object.entries(this.lanes).map(([name, { rise, brake }]) => [
          name,
          { rise: laneOf('rise', rise), brake: laneOf('brake', brake) },
        ]),
      ),
      metrics: between('metrics', this.metrics),
      messenger: between('messenger', this.messenger),
      hooks: between('hooks', { start: async (hook: HookEffect) => this.#startHook(hook) }),
      inbox: between('inbox', this.inbox),
      clock: this.clock,
    };
  }

  say(who: string, word: Word): void {
    this.#said += 1;
    this.inbox.local.put({ kind: 'said', id: `word-${String(this.#said)}`, at: this.clock.now(), who, word });
  }

  /** People do what the rollout wants from them, or answer no. */
  answerPeople(state: RolloutState, yes: boolean): void {
    for (const want of wants(this.plan, state, this.clock.now())) {
      const who = want.people[0] ?? 'nobody';
      switch (want.kind) {
        case 'sign':
          for (const person of want.people) this.say(person, { kind: 'sign', role: want.role });
          break;
        case 'tick':
          this.say(who, { kind: 'tick', task: want.task, ...(want.bound ? { value: yes ? 90 : 80 } : {}) });
          break;
        case 'decide':
          this.say(who, { kind: 'decide', role: want.role, decision: yes ? 'go' : 'no-go' });
          break;
        case 'answer':
          this.say(who, { kind: 'answer', ask: want.ask, yes });
      }
    }
  }

  async #startHook(hook: HookEffect): Promise<void> {
    await this.#hooks.start(hook);
    this.hooksStarted.add(hook.id);
  }
}
