import type { Verified } from '../../../lib/aws/identity/verify-identity.js';
import type { Operated } from '../../../lib/aws/operate/operate.js';
import type { DrillProgress, OperatedDrills } from '../../../lib/aws/operate/operate-drill.js';
import { AppConfigEnvironment } from '../../../lib/local/appconfig/environment.js';
import { AppConfigLane } from '../../../lib/local/appconfig/lane.js';
import { LocalInbox } from '../../../lib/local/inbox.js';
import { MemoryStore } from '../../../lib/local/memory-store.js';
import { LocalMessenger } from '../../../lib/local/messages.js';
import { VirtualClock } from '../../../lib/local/virtual-clock.js';
import { planStart } from '../../../lib/plan/calendar.js';
import type { RolloutEvent, Word } from '../../../lib/rollout/event.js';
import type { RolloutState } from '../../../lib/rollout/state.js';
import { Controller } from '../../../lib/runtime/controller.js';
import { smallPlan } from '../../rollout/plans.js';
import { SteeredMetrics } from '../../runtime/crash-properties/steered-metrics.js';

const MINUTE = 60_000;

/** The function `operate` on local ports, over a rollout that can be read to the last line of its evidence. */
export class OperatedCloud implements Operated {
  readonly plan = smallPlan();
  readonly clock = new VirtualClock(planStart(this.plan));
  readonly metrics = new SteeredMetrics();
  readonly #store = new MemoryStore();
  readonly #inbox = new LocalInbox(this.clock);
  readonly controller: Controller;
  readonly inbox = { post: async (event: RolloutEvent): Promise<void> => this.#inbox.put(event) };
  readonly rollout = this;
  /** What STS says of whoever has signed. */
  signer: Verified | Error = { kind: 'verified', arn: 'arn:aws:iam::111122223333:user/rita', person: 'rita' };
  /** The drills that were started, and what the newest has seen. */
  readonly started: string[] = [];
  progress: DrillProgress | undefined;
  /** Why no drill can be started, if so. */
  unstartable: string | undefined;
  readonly drills: OperatedDrills = {
    get: async () => Promise.resolve(this.progress),
    put: async (progress) => {
      this.progress = progress;
      return Promise.resolve();
    },
    start: async (drill) => {
      if (this.unstartable !== undefined) throw new Error(this.unstartable);
      this.started.push(drill);
      return Promise.resolve();
    },
  };
  /** How often the evidence was read, which is long. */
  read = 0;
  #count = 0;

  constructor() {
    const lane = (): AppConfigLane => new AppConfigLane(new AppConfigEnvironment(), this.clock);
    this.controller = new Controller(
      this.plan,
      {
        store: this.#store,
        lanes: Object.fromEntries(
          this.plan.environments.map((name) => [name, { rise: lane(), brake: lane() }]),
        ),
        metrics: this.metrics,
        messenger: new LocalMessenger(),
        hooks: { start: async () => undefined },
        inbox: this.#inbox,
        clock: this.clock,
      },
      { planHash: 'a hash', startsAt: planStart(this.plan), onRequest: true },
    );
  }

  /** A rollout that is out at its first users. */
  static async exposed(): Promise<OperatedCloud> {
    const cloud = new OperatedCloud();
    await cloud.runFor(2);
    cloud.put('rita', { kind: 'enter', phase: 'first' });
    await cloud.runFor(5);
    return cloud;
  }

  load = (): Promise<RolloutState | undefined> => this.#store.load();

  parked = async (): Promise<number> => Promise.resolve(2);

  verify = async (): Promise<Verified> => {
    if (this.signer instanceof Error) throw this.signer;
    return Promise.resolve(this.signer);
  };

  evidence = (): ReturnType<MemoryStore['evidence']> => {
    this.read += 1;
    return this.#store.evidence();
  };

  async runFor(minutes: number): Promise<void> {
    for (let minute = 0; minute < minutes; minute += 1) {
      await this.controller.run();
      this.clock.advanceBy(MINUTE);
    }
  }

  /** Something that somebody else has said, and that no controller has looked at yet. */
  put(who: string, word: Word): void {
    this.#count += 1;
    this.#inbox.put({ kind: 'said', id: `word-${String(this.#count)}`, at: this.clock.now(), who, word });
  }

  /** The state now. */
  async state(): Promise<RolloutState> {
    const state = await this.load();
    if (!state) throw new Error('the rollout has not begun');
    return state;
  }
}
