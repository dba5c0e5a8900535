import { AppConfigEnvironment } from '../../../lib/local/appconfig/environment.js';
import { AppConfigLane } from '../../../lib/local/appconfig/lane.js';
import { LocalInbox } from '../../../lib/local/inbox.js';
import { MemoryStore } from '../../../lib/local/memory-store.js';
import { LocalMessenger } from '../../../lib/local/messages.js';
import { VirtualClock } from '../../../lib/local/virtual-clock.js';
import { planStart } from '../../../lib/plan/calendar.js';
import type { RolloutPlan } from '../../../lib/plan/rollout-plan.js';
import type { RolloutEvent, Word } from '../../../lib/rollout/event.js';
import type { RolloutState } from '../../../lib/rollout/state.js';
import { Controller } from '../../../lib/runtime/controller.js';
import { SteeredMetrics } from '../../runtime/crash-properties/steered-metrics.js';

const MINUTE = 60_000;

/** A rollout of a small plan on local ports, whose phases are entered on request. */
export class SmallCloud {
  readonly clock: VirtualClock;
  readonly metrics = new SteeredMetrics();
  readonly #store = new MemoryStore();
  readonly #inbox: LocalInbox;
  readonly controller: Controller;
  readonly inbox = { post: async (event: RolloutEvent): Promise<void> => this.#inbox.put(event) };
  #count = 0;

  constructor(readonly plan: RolloutPlan) {
    this.clock = new VirtualClock(planStart(plan));
    this.#inbox = new LocalInbox(this.clock);
    const lane = (): AppConfigLane => new AppConfigLane(new AppConfigEnvironment(), this.clock);
    this.controller = new Controller(
      plan,
      {
        store: this.#store,
        lanes: Object.fromEntries(plan.environments.map((name) => [name, { rise: lane(), brake: lane() }])),
        metrics: this.metrics,
        messenger: new LocalMessenger(),
        hooks: { start: async () => undefined },
        inbox: this.#inbox,
        clock: this.clock,
      },
      { planHash: 'a hash', startsAt: planStart(plan), onRequest: true },
    );
  }

  /** The phase that the stack was last deployed with to its end. */
  deployed: string | undefined;

  lastDeployment = async (): Promise<{ readonly phase: string } | undefined> =>
    Promise.resolve(this.deployed === undefined ? undefined : { phase: this.deployed });

  load = (): Promise<RolloutState | undefined> => this.#store.load();

  async runFor(minutes: number): Promise<void> {
    for (let minute = 0; minute < minutes; minute += 1) {
      await this.controller.run();
      this.clock.advanceBy(MINUTE);
    }
  }

  say(who: string, word: Word): void {
    this.#count += 1;
    this.#inbox.put({ kind: 'said', id: `word-${String(this.#count)}`, at: this.clock.now(), who, word });
  }
}
