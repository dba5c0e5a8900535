import type { ClaimData } from '../../lib/judge/reading.js';
import { bucketOf } from '../../lib/flags/bucket.js';
import { prepareFlag } from '../../lib/flags/evaluate.js';
import { servedVariant } from '../../lib/flags/served-variant.js';
import type { FlagDocument } from '../../lib/flags/document.js';
import { AppConfigEnvironment } from '../../lib/local/appconfig/environment.js';
import { AppConfigLane } from '../../lib/local/appconfig/lane.js';
import type { AppConfigSwitches } from '../../lib/local/appconfig/switches.js';
import { LocalInbox } from '../../lib/local/inbox.js';
import { MemoryStore } from '../../lib/local/memory-store.js';
import { LocalMessenger } from '../../lib/local/messages.js';
import { VirtualClock } from '../../lib/local/virtual-clock.js';
import type { RolloutPlan } from '../../lib/plan/rollout-plan.js';
import { planStart } from '../../lib/plan/calendar.js';
import { laneDocument } from '../../lib/rollout/desired.js';
import type { Effect } from '../../lib/rollout/effect.js';
import type { Word } from '../../lib/rollout/event.js';
import type { RolloutState } from '../../lib/rollout/state.js';
import { transition } from '../../lib/rollout/transition.js';
import { wants } from '../../lib/rollout/wants.js';
import { Controller, type World } from '../../lib/runtime/controller.js';
import { generationOf } from '../../lib/runtime/labels.js';
import type { Lane, MetricSource } from '../../lib/runtime/ports.js';
import { stateDigest } from '../../lib/runtime/state-digest.js';
import { planOf } from '../local/plan-fixture.js';
import { Interruptions } from './interruptions.js';

const MINUTE = 60_000;
const ENVIRONMENT = 'production';
/** No run of a controller has more awaits. */
const MOST_STEPS = 2000;
const UNITS = Array.from({ length: 40 }, (_, index) => `u-${String(index)}`);

/** One thing that happens to the controllers or to their world. */
export type Trouble =
  | { readonly do: 'begin'; readonly controller: number }
  | { readonly do: 'go on'; readonly controller: number; readonly times: number }
  /** On until it waits at a place, or its run ends. */
  | { readonly do: 'go to'; readonly controller: number; readonly place: string }
  | { readonly do: 'fail'; readonly controller: number }
  | { readonly do: 'die'; readonly controller: number }
  | { readonly do: 'wait'; readonly minutes: number }
  | { readonly do: 'turn'; readonly to: 'red' | 'green' | 'silent' }
  | { readonly do: 'say'; readonly word: Word }
  | { readonly do: 'foreign'; readonly lane: Lane };

interface Running {
  readonly interruptions: Interruptions;
  ended: boolean;
}

/** Three controllers over one world of local ports. What is served is compared with what is wanted after every trouble. */
export class TroubledWorld {
  readonly plan: RolloutPlan;
  readonly clock: VirtualClock;
  readonly store = new MemoryStore();
  readonly messenger = new LocalMessenger();
  readonly hooksStarted: string[] = [];
  readonly lanes: Readonly<Record<Lane, AppConfigEnvironment>>;
  readonly #inbox: LocalInbox;
  readonly #running: (Running | undefined)[] = [undefined, undefined, undefined];
  #errors: 'red' | 'green' | 'silent' = 'green';
  #said = 0;
  #state: RolloutState | undefined;

  constructor(text: string, switches: Partial<AppConfigSwitches> = {}) {
    this.plan = planOf(text);
    this.clock = new VirtualClock(planStart(this.plan, '2026-12-07'));
    this.#inbox = new LocalInbox(this.clock);
    this.lanes = {
      rise: new AppConfigEnvironment({
        switches,
        monitors: [{ name: 'reverts', state: () => this.#monitor() }],
      }),
      brake: new AppConfigEnvironment({ switches }),
    };
  }

  /** The newest committed state. */
  get state(): RolloutState {
    if (!this.#state) throw new Error('nothing was committed');
    return this.#state;
  }

  async play(troubles: readonly Trouble[]): Promise<void> {
    for (const trouble of troubles) await this.suffer(trouble);
  }

  async suffer(trouble: Trouble): Promise<void> {
    switch (trouble.do) {
      case 'begin':
        this.#begin(trouble.controller);
        break;
      case 'go on':
        for (let time = 0; time < trouble.times; time += 1) {
          this.#running[trouble.controller]?.interruptions.goOn();
          await settled();
        }
        break;
      case 'go to':
        await this.#goTo(trouble.controller, trouble.place);
        break;
      case 'fail':
        this.#running[trouble.controller]?.interruptions.fail();
        break;
      case 'die':
        this.#running[trouble.controller]?.interruptions.die();
        this.#running[trouble.controller] = undefined;
        break;
      case 'wait':
        this.clock.advanceBy(trouble.minutes * MINUTE);
        break;
      case 'turn':
        this.#errors = trouble.to;
        break;
      case 'say':
        this.say('rita@example.com', trouble.word);
        break;
      case 'foreign':
        this.#deployForeign(trouble.lane);
        break;
    }
    await settled();
    await this.#check();
  }

  say(who: string, word: Word): void {
    this.#said += 1;
    this.#inbox.put({ kind: 'said', id: `word-${String(this.#said)}`, at: this.clock.now(), who, word });
  }

  /** Whoever stalled wakes up; from then on one controller runs every minute, and people do what they are asked. */
  async recover(minutes: number): Promise<void> {
    for (const running of this.#running) running?.interruptions.letGo();
    await settled(400);
    await this.#check();
    const controller = new Controller(this.plan, this.#world(), this.#beginning());
    for (let minute = 0; minute < minutes; minute += 1) {
      await controller.run();
      await this.#check();
      for (const want of wants(this.plan, this.state, this.clock.now()))
        if (want.kind === 'sign')
          for (const who of want.people) this.say(who, { kind: 'sign', role: want.role });
      this.clock.advanceBy(MINUTE);
    }
  }

  /** The units that are served a new variant, by whichever versions are in force. */
  exposed(): readonly string[] {
    const documents = (lane: Lane): readonly FlagDocument[] =>
      this.lanes[lane].versionsInForce(this.clock.now()).map((version) => version.document);
    return UNITS.filter((unit) =>
      documents('rise').some((rise) => documents('brake').some((brake) => this.#isServed(rise, brake, unit))),
    );
  }

  /** Everything that was decided to be done, once. */
  async effects(): Promise<readonly Effect[]> {
    const effects: Effect[] = [];
    for await (const record of this.store.evidence()) effects.push(...record.effects);
    return effects;
  }

  /** Carries the recorded events out again; the digest of the state that they lead to. */
  async replayed(): Promise<string> {
    let state: RolloutState | undefined;
    let revision = 0;
    for await (const record of this.store.evidence()) {
      state = transition(this.plan, state, record.event).state;
      revision += 1;
      if (record.revision !== revision)
        throw new Error(`revision ${String(record.revision)} after ${String(revision - 1)}`);
      if (stateDigest(state) !== record.state) throw new Error(`revision ${String(revision)} differs`);
    }
    return state ? stateDigest(state) : '';
  }

  /** Where a controller waits; nothing when it has ended its run. */
  waitsAt(controller: number): string | undefined {
    return this.#running[controller]?.interruptions.waitsAt;
  }

  async #goTo(controller: number, place: string): Promise<void> {
    await settled();
    for (let step = 0; step < MOST_STEPS && this.waitsAt(controller) !== undefined; step += 1) {
      if (this.waitsAt(controller) === place) return;
      this.#running[controller]?.interruptions.goOn();
      await settled();
    }
  }

  #begin(controller: number): void {
    if (this.#running[controller]?.ended === false) return;
    const interruptions = new Interruptions();
    const running: Running = { interruptions, ended: false };
    this.#running[controller] = running;
    const end = (): void => {
      running.ended = true;
    };
    new Controller(this.plan, this.#world(interruptions), this.#beginning()).run().then(end, end);
  }

  #world(interruptions?: Interruptions): World {
    const hooks = {
      start: async (hook: Effect): Promise<void> => {
        this.hooksStarted.push(hook.id);
        this.#inbox.put({
          kind: 'hook',
          id: `answer-${hook.id}`,
          at: this.clock.now() + MINUTE,
          run: hook.id,
          ok: true,
        });
      },
    };
    const between = <T extends object>(name: string, port: T): T =>
      interruptions?.between(name, port) ?? port;
    return {
      store: between('store', this.store),
      lanes: {
        [ENVIRONMENT]: {
          rise: between('rise', new AppConfigLane(this.lanes.rise, this.clock)),
          brake: between('brake', new AppConfigLane(this.lanes.brake, this.clock)),
        },
      },
      metrics: between('metrics', this.#metrics()),
      messenger: between('messenger', this.messenger),
      hooks: between('hooks', hooks),
      inbox: between('inbox', this.#inbox),
      clock: this.clock,
    };
  }

  #metrics(): MetricSource {
    return {
      ingestionLagMs: 0,
      measure: async (queries) =>
        queries.map(({ windows }): ClaimData => ({
          kind: 'measured',
          subject: [
            {
              readings: windows.map(() =>
                this.#errors === 'silent'
                  ? { kind: 'missing' }
                  : { kind: 'value', value: this.#errors === 'red' ? 0.5 : 0.01, samples: 100, part: 1 },
              ),
            },
          ],
        })),
      record: async () => undefined,
      affectedUnits: async () => undefined,
    };
  }

  #monitor(): 'OK' | 'ALARM' | 'INSUFFICIENT_DATA' {
    return this.#errors === 'green' ? 'OK' : this.#errors === 'red' ? 'ALARM' : 'INSUFFICIENT_DATA';
  }

  #beginning(): { readonly planHash: string; readonly startsAt: number } {
    return { planHash: 'a hash', startsAt: planStart(this.plan, '2026-12-07') };
  }

  #deployForeign(lane: Lane): void {
    const now = this.clock.now();
    const { served, latestNumber } = this.lanes[lane].look(now);
    if (!served) return;
    this.lanes[lane].deploy(
      {
        document: served.document,
        label: `hotfix-by-hand-${String(latestNumber)}x`,
        description: 'by hand',
        strategy: { spreadMinutes: 0, growth: 'linear', growthFactor: 100, bakeMinutes: 0 },
        expectedLatest: latestNumber,
      },
      now,
    );
  }

  #isServed(rise: FlagDocument, brake: FlagDocument, unit: string): boolean {
    const context = { userId: unit, bucket: bucketOf(this.plan.audience.salt, unit) };
    return Object.keys(this.plan.flags).some(
      (flag) =>
        servedVariant(prepareFlag(rise, flag)(context), prepareFlag(brake, flag)(context), 'old').cohort ===
        'canary',
    );
  }

  /**
   * Once the brake of the newest state is what clients hold, nobody is served a new variant whom that state does not
   * want exposed, whatever a stalled controller has done; and no lane ever has two deployments in flight.
   */
  async #check(): Promise<void> {
    this.#state = await this.store.load();
    const state = this.#state;
    if (!state) return;
    const environment = state.environments[ENVIRONMENT];
    const now = this.clock.now();
    for (const lane of ['rise', 'brake'] as const) {
      const inFlight = this.lanes[lane].history().filter(({ endedAt }) => endedAt === undefined);
      if (inFlight.length > 1)
        throw new Error(`the ${lane} lane has ${String(inFlight.length)} deployments in flight`);
    }
    const held = this.lanes.brake.versionsInForce(now);
    const current = held.every(({ label }) => generationOf(label) === environment?.brake.generation);
    if (!environment || held.length === 0 || !current) return;
    const rise = laneDocument(this.plan, state, ENVIRONMENT, 'rise');
    const brake = laneDocument(this.plan, state, ENVIRONMENT, 'brake');
    const tooMany = this.exposed().filter((unit) => !this.#isServed(rise, brake, unit));
    if (tooMany.length > 0) throw new Error(`${tooMany.join(', ')} must not be exposed`);
  }
}

/** Lets promises that can go on go on. */
async function settled(turns = 2): Promise<void> {
  for (let turn = 0; turn < turns; turn += 1) await new Promise((done) => setImmediate(done));
}
