import { servedVariant } from '../../flags/served-variant.js';
import { OLD_VARIANT } from '../../plan/rollout-plan.js';
import type { RolloutEvent } from '../../rollout/event.js';
import type { RolloutState } from '../../rollout/state.js';
import type { Controller } from '../../runtime/controller.js';
import { drillAnswer } from '../../runtime/drill/drill-answer.js';
import type { ClientSight, DrillGround } from '../../runtime/drill/drill-ground.js';
import { drillController } from '../../runtime/drill/drill-world.js';
import type { Clock, Lane } from '../../runtime/ports.js';
import { AppConfigEnvironment } from '../appconfig/environment.js';
import { AppConfigLane, type FaultInjector } from '../appconfig/lane.js';
import type { AppConfigSwitches } from '../appconfig/switches.js';
import { LocalInbox } from '../inbox.js';
import { MemoryStore } from '../memory-store.js';

export interface LocalDrillOptions {
  readonly clock: Clock;
  /** Facts that AWS leaves open. @default the least favourable ones */
  readonly switches?: Partial<AppConfigSwitches>;
  /** When the client of the drill polls, from 0 to below 1. @default 0.5 */
  readonly client?: number;
  /** What goes wrong between us and AppConfig. @default nothing */
  readonly faults?: FaultInjector;
  readonly wait: DrillGround['wait'];
  /** @default nothing hinders */
  readonly hindrance?: DrillGround['hindrance'];
  /** @default nobody */
  readonly tell?: DrillGround['tell'];
}

/**
 * The ground of a drill in this process: two AppConfig environments of the timed model, a rollout of its own over them,
 * and a client that polls every 45 s as the agent does. Its monitor and its trigger follow the condition. Whoever watches
 * rollouts here calls `look` as well, every minute: the revert is its work.
 */
export class LocalDrill implements DrillGround {
  readonly kind = 'model';
  readonly clock: Clock;
  readonly lanes: Readonly<Record<Lane, AppConfigLane>>;
  readonly controller: Controller;
  readonly wait: DrillGround['wait'];
  readonly hindrance: DrillGround['hindrance'];
  readonly tell: DrillGround['tell'];
  readonly #environments: Readonly<Record<Lane, AppConfigEnvironment>>;
  readonly #store = new MemoryStore();
  readonly #inbox: LocalInbox;
  readonly #client: number;
  #holds = false;

  constructor(options: LocalDrillOptions) {
    const { clock, switches = {}, client = 0.5, faults } = options;
    this.clock = clock;
    this.#client = client;
    this.wait = options.wait;
    this.hindrance = options.hindrance ?? (async () => undefined);
    this.tell = options.tell ?? (async () => undefined);
    this.#environments = {
      rise: new AppConfigEnvironment({
        switches,
        monitors: [{ name: 'drill', state: () => (this.#holds ? 'ALARM' : 'OK') }],
      }),
      brake: new AppConfigEnvironment({ switches }),
    };
    this.lanes = {
      rise: new AppConfigLane(this.#environments.rise, clock, faults),
      brake: new AppConfigLane(this.#environments.brake, clock, faults),
    };
    this.#inbox = new LocalInbox(clock);
    this.controller = drillController({
      store: this.#store,
      inbox: this.#inbox,
      clock,
      lanes: this.lanes,
      holds: () => this.#holds,
    });
  }

  load(): Promise<RolloutState | undefined> {
    return this.#store.load();
  }

  async post(event: RolloutEvent): Promise<void> {
    this.#inbox.put(event);
  }

  async client(): Promise<ClientSight> {
    const held = (lane: Lane) =>
      drillAnswer(this.#environments[lane].servedTo(this.#client, this.clock.now())?.document);
    const [rise, brake] = [held('rise'), held('brake')];
    const { cohort } = servedVariant(rise, brake, OLD_VARIANT);
    return { cohort, rise: rise.variant, brake: brake.variant };
  }

  async breach(holds: boolean): Promise<string> {
    const now = this.clock.now();
    // The model asks its monitors for moments that have passed: they are to be asked before this one changes.
    for (const environment of Object.values(this.#environments)) environment.advanceTo(now);
    this.#holds = holds;
    return holds ? 'every look is a breach from now on' : 'no look is a breach any more';
  }

  /** The look that watches over every rollout. Nothing before the first drill has begun. */
  async look(): Promise<void> {
    if (await this.load()) await this.controller.run();
  }
}
