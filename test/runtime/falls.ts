import { bucketOf } from '../../lib/flags/bucket.js';
import type { FlagDocument } from '../../lib/flags/document.js';
import { evaluateFlag } from '../../lib/flags/evaluate.js';
import { servedVariant } from '../../lib/flags/served-variant.js';
import { LocalInbox } from '../../lib/local/inbox.js';
import { MemoryStore } from '../../lib/local/memory-store.js';
import { LocalMessenger } from '../../lib/local/messages.js';
import type { VirtualClock } from '../../lib/local/virtual-clock.js';
import { planStart } from '../../lib/plan/calendar.js';
import type { Word } from '../../lib/rollout/event.js';
import type { RolloutState } from '../../lib/rollout/state.js';
import { AT_ONCE } from '../../lib/contract/deployment-strategy.js';
import { Controller } from '../../lib/runtime/controller.js';
import type { FlagLane, Lane } from '../../lib/runtime/ports.js';
import { planOf } from '../rollout/plans.js';
import { SteeredMetrics } from './crash-properties/steered-metrics.js';

const MINUTE = 60_000;

/** Two lanes of one environment on a virtual clock. */
export interface FallingLanes {
  readonly lanes: Readonly<Record<Lane, FlagLane>>;
  /** The documents that some client is offered at this moment. */
  inForce(lane: Lane): readonly FlagDocument[];
  /** The monitor of the rise lane goes to ALARM, and is noticed. */
  turnRed(): void;
  close?(): Promise<void>;
}

/**
 * One step by one half of the users, at once; the next gives it to all, spread over ten minutes and watched for ten
 * more.
 */
const PLAN = planOf(`
rollout: falls
starts: 2026-12-07
audience: { unit: user, key: userId, size: 40 }
flags:
  search: { flips: tolerated }
metrics:
  complaints: { ratio: [Complaints, Requests], baseline: 0.1% }
roles: { release: [rita] }
promises: { revert all: 5m }
triggers:
  - { name: less, when: complaints > 20%, then: [reduce to 50%] }
phases:
  - name: first
    steps: [{ name: half, expose: 50%, soak: 1h }]
  - name: second
    steps: [{ name: all, expose: everyone, spread: 10m linear 20%, bake: 10m, soak: 200d }]
`);

const UNITS = Array.from({ length: 40 }, (_, index) => `u-${String(index)}`);

/** How many of the users the first step has let in. */
export const FIRST_HALF = UNITS.filter(
  (unit) => bucketOf(PLAN.flags['search']?.salt ?? '', unit) < 500_000,
).length;

/** What the rise lane is doing when the fall is decided: after how many minutes, and how that is seen. */
export const SITUATIONS = {
  DEPLOYING: { minutes: 65, seen: 'deploying' },
  BAKING: { minutes: 76, seen: 'baking' },
  'COMPLETE under 72 h': { minutes: 24 * 60, seen: 'complete' },
  'COMPLETE over 72 h': { minutes: 80 * 60, seen: 'complete' },
  ROLLING_BACK: { minutes: 65, seen: 'rollingBack' },
  'foreign deployment': { minutes: 24 * 60, seen: 'deploying' },
} as const;
export type Situation = keyof typeof SITUATIONS;

/** What a fall is decided by: a person's word, or a trigger that fires. */
type Cause = { readonly word: Word } | { readonly bad: string };

/** What is decided, and whom it leaves with the new behaviour: none, fewer, or all but some. */
export const FALLS: Readonly<
  Record<string, { readonly cause: Cause; readonly leaves: 'none' | 'fewer' | 'others' }>
> = {
  reduce: { cause: { bad: 'complaints' }, leaves: 'fewer' },
  disable: { cause: { word: { kind: 'disable', flags: ['search'] } }, leaves: 'none' },
  'revert step': { cause: { word: { kind: 'revert', what: 'step' } }, leaves: 'fewer' },
  'revert phase': { cause: { word: { kind: 'revert', what: 'phase' } }, leaves: 'fewer' },
  'revert all': { cause: { word: { kind: 'revert', what: 'all' } }, leaves: 'none' },
  'revert affected users': {
    cause: { word: { kind: 'revert units', units: ['u-1', 'u-2', 'u-3'] } },
    leaves: 'others',
  },
  kill: { cause: { word: { kind: 'kill' } }, leaves: 'none' },
};

/** A rollout in one of the situations, and what happens to it. */
export class Fall {
  readonly #controller: Controller;
  readonly #store = new MemoryStore();
  readonly #inbox: LocalInbox;
  readonly metrics = new SteeredMetrics();
  /** The calls that the controller makes, in order. */
  readonly calls: string[] = [];

  constructor(
    private readonly world: FallingLanes,
    private readonly clock: VirtualClock,
  ) {
    this.#inbox = new LocalInbox(clock);
    this.#controller = new Controller(
      PLAN,
      {
        store: this.#store,
        lanes: { production: { rise: this.#noted('rise'), brake: this.#noted('brake') } },
        metrics: this.metrics,
        messenger: new LocalMessenger(),
        hooks: { start: async () => undefined },
        inbox: this.#inbox,
        clock,
      },
      { planHash: 'a hash', startsAt: planStart(PLAN) },
    );
  }

  static startsAt(): number {
    return planStart(PLAN);
  }

  async reach(situation: Situation): Promise<void> {
    await this.runFor(SITUATIONS[situation].minutes);
    if (situation === 'ROLLING_BACK') this.world.turnRed();
    if (situation === 'foreign deployment') {
      const served = (await this.world.lanes.rise.look()).latestNumber;
      await this.world.lanes.rise.deploy({
        document: EVERYBODY,
        label: 'by-hand-x',
        description: 'somebody in the console',
        strategy: AT_ONCE,
        expectedLatest: served,
        rises: false,
      });
    }
    const seen = (await this.world.lanes.rise.look()).latest?.state;
    if (seen !== SITUATIONS[situation].seen) throw new Error(`the rise lane is ${seen ?? 'empty'}`);
    this.calls.length = 0;
  }

  /** Somebody decides, and the controller runs once. */
  async decide(cause: Cause): Promise<void> {
    if ('bad' in cause) this.metrics.set(cause.bad, 'bad');
    else
      this.#inbox.put({ kind: 'said', id: 'decided', at: this.clock.now(), who: 'rita', word: cause.word });
    await this.run();
  }

  async run(): Promise<void> {
    await this.#controller.run();
  }

  async runFor(minutes: number): Promise<void> {
    for (let minute = 0; minute < minutes;) {
      await this.#controller.run();
      // Days of soak need no look every minute.
      const pass = minutes - minute > 200 && minute > 120 ? 60 : 1;
      this.clock.advanceBy(pass * MINUTE);
      minute += pass;
    }
  }

  async state(): Promise<RolloutState> {
    const state = await this.#store.load();
    if (!state) throw new Error('nothing was committed');
    return state;
  }

  /** Who gets the new behaviour from some of the documents in force in both lanes. */
  exposed(): readonly string[] {
    const { rise, brake } = { rise: this.world.inForce('rise'), brake: this.world.inForce('brake') };
    const flag = PLAN.flags['search'];
    if (!flag) throw new Error('the plan has no flag');
    return UNITS.filter((unit) => {
      const context = { userId: unit, [flag.bucketAttribute]: bucketOf(flag.salt, unit) };
      return rise.some((one) =>
        brake.some(
          (other) =>
            servedVariant(evaluateFlag(one, flag.key, context), evaluateFlag(other, flag.key, context), 'old')
              .variant !== 'old',
        ),
      );
    });
  }

  #noted(lane: Lane): FlagLane {
    const port = this.world.lanes[lane];
    return {
      look: () => port.look(),
      deploy: (request) => {
        this.calls.push(`deploy ${lane}`);
        return port.deploy(request);
      },
      stop: (request) => {
        this.calls.push(`stop ${lane}`);
        return port.stop(request);
      },
    };
  }
}

/** A document that lets everybody in. */
const EVERYBODY: FlagDocument = {
  version: '1',
  flags: { search: { name: 'search' } },
  values: { search: { enabled: true, _variants: [{ name: 'new', enabled: true }] } },
};
