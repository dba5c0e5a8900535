import { compileBrake, compileRise } from '../../../lib/flags/compile-flags.js';
import type { FlagDocument } from '../../../lib/flags/document.js';
import { AppConfigLane, type Fault } from '../../../lib/local/appconfig/lane.js';
import type { MonitorState } from '../../../lib/local/appconfig/monitors.js';
import { DEFAULT_SWITCHES, type AppConfigSwitches } from '../../../lib/local/appconfig/switches.js';
import { SimulatedHooks } from '../../../lib/local/hooks.js';
import { LocalInbox } from '../../../lib/local/inbox.js';
import { MemoryStore } from '../../../lib/local/memory-store.js';
import { LocalMessenger } from '../../../lib/local/messages.js';
import { VirtualClock } from '../../../lib/local/virtual-clock.js';
import { planStart } from '../../../lib/plan/calendar.js';
import type { RolloutPlan } from '../../../lib/plan/rollout-plan.js';
import { compileInput } from '../../../lib/rollout/desired.js';
import type { Word } from '../../../lib/rollout/event.js';
import { nextWakeup } from '../../../lib/rollout/next-wakeup.js';
import type { RolloutState } from '../../../lib/rollout/state.js';
import { wants } from '../../../lib/rollout/wants.js';
import { Controller, type World } from '../../../lib/runtime/controller.js';
import type { Lane } from '../../../lib/runtime/ports.js';
import { fail } from '../../rollout/arbitraries/runs.js';
import { brakeContent, riseContent, UNITS } from '../../rollout/arbitraries/units.js';
import { Interruptions } from '../interruptions.js';
import { RepeatingInbox } from './repeating-inbox.js';
import { SteeredMetrics } from './steered-metrics.js';
import type { Blow } from './storm.js';
import { letIn, WatchedLane } from './watched-lane.js';

const MINUTE = 60_000;
/** No run of a controller has more awaits. */
const MOST_STEPS = 5000;

interface Running {
  readonly interruptions: Interruptions;
  ended: boolean;
}

interface Faulty {
  readonly watched: WatchedLane;
  readonly faults: Fault[];
}

/** Three controllers over one world of local ports. What must always be true is checked after everything that happens. */
export class StormyWorld {
  readonly clock: VirtualClock;
  readonly store = new MemoryStore();
  readonly metrics = new SteeredMetrics();
  readonly messenger: LocalMessenger;
  readonly lanes: Readonly<Record<string, Readonly<Record<Lane, Faulty>>>>;
  readonly hooksStarted = new Set<string>();
  readonly #inbox: RepeatingInbox;
  readonly #hooks: SimulatedHooks;
  readonly #running: (Running | undefined)[] = [undefined, undefined, undefined];
  #monitor: MonitorState = 'OK';
  #muted = false;
  #said = 0;
  #state: RolloutState | undefined;

  constructor(
    readonly plan: RolloutPlan,
    switches: AppConfigSwitches = DEFAULT_SWITCHES,
  ) {
    this.clock = new VirtualClock(planStart(plan));
    this.#inbox = new RepeatingInbox(new LocalInbox(this.clock));
    this.messenger = new LocalMessenger({ fails: () => (this.#muted ? 'no route' : undefined) });
    const model = { afterMs: 5 * MINUTE, figures: {}, result: 'ok' as const };
    this.#hooks = new SimulatedHooks({ mend: model, migrate: model }, this.#inbox.local, this.clock);
    this.lanes = Object.fromEntries(
      plan.environments.map((name) => [
        name,
        {
          rise: {
            watched: new WatchedLane(`the rise lane of ${name}`, switches, () => this.#monitor),
            faults: [],
          },
          brake: { watched: new WatchedLane(`the brake lane of ${name}`, switches), faults: [] },
        },
      ]),
    );
  }

  /** The newest committed state. */
  get state(): RolloutState {
    if (!this.#state) throw new Error('nothing was committed');
    return this.#state;
  }

  get allLanes(): readonly Faulty[] {
    return Object.values(this.lanes).flatMap(({ rise, brake }) => [rise, brake]);
  }

  async play(blows: readonly Blow[]): Promise<this> {
    for (const blow of blows) {
      await this.#suffer(blow);
      await this.check();
    }
    return this;
  }

  /** Everything works again; the world stays as it is. Runs every minute until nothing is left to do. */
  async recover(): Promise<void> {
    this.#muted = false;
    for (const { faults } of this.allLanes) faults.length = 0;
    await this.#letGo();
    await this.runEveryMinute(8);
    for (const [environment, pair] of Object.entries(this.lanes))
      for (const lane of ['rise', 'brake'] as const)
        if (
          this.state.environments[environment]?.seen[lane].kind === 'foreign' ||
          pair[lane].watched.isForeign(this.clock.now())
        )
          this.say('rita', { kind: 'adopt', environment, lane });
    await this.runEveryMinute(8);
    for (let effects = 0; effects < 100; effects += 1) {
      const next = this.store.nextEffectAt();
      if (next === undefined) return this.#run();
      await this.#passTo(Math.max(next, this.clock.now() + MINUTE));
      await this.runEveryMinute(1);
    }
    fail('effects are still waiting', this.store.nextEffectAt());
  }

  /** Fails when some brake lane does not get to serve what the state wants, although nothing is in its way. */
  async untilBraked(): Promise<void> {
    for (let minute = 0; minute < 4; minute += 1) {
      await this.#passTo(this.clock.now() + 10_000);
      if (this.plan.environments.every((name) => this.#isBraked(name))) return;
      await this.#passTo(this.clock.now() + MINUTE - 10_000);
      await this.#run();
    }
    fail('a brake lane does not serve what it should', [
      this.state.environments,
      Object.values(this.lanes).map(({ brake }) => brake.watched.environment.history().slice(-4)),
    ]);
  }

  #isBraked(name: string): boolean {
    const now = this.clock.now();
    const watched = this.lanes[name]?.brake.watched;
    // After the end nobody watches any more, and nobody adopts.
    if (!watched || (this.state.control.mode === 'closed' && watched.isForeign(now))) return true;
    return watched.isAt(this.state.environments[name]?.brake.generation ?? NaN, now);
  }

  say(who: string, word: Word): void {
    this.#said += 1;
    this.#inbox.local.put({
      kind: 'said',
      id: `word-${String(this.#said)}`,
      at: this.clock.now(),
      who,
      word,
    });
  }

  /** Where a controller waits; nothing when it has ended its run. */
  waitsAt(controller: number): string | undefined {
    return this.#running[controller]?.interruptions.waitsAt;
  }

  async check(): Promise<void> {
    const now = this.clock.now();
    for (const { watched } of this.allLanes) watched.check(now);
    this.#state = await this.store.load();
    if (!this.#state) return;
    for (const environment of this.plan.environments) this.#checkExposure(environment, this.#state);
  }

  /** Who is served something new by some of the versions in force, as `flag/unit`. */
  exposed(environment: string): readonly string[] {
    const pair = this.lanes[environment];
    if (!pair) return [];
    const now = this.clock.now();
    const inLane = (lane: Lane): ReadonlySet<string> =>
      new Set(pair[lane].watched.inForce(now).flatMap(({ document }) => [...letIn(this.plan, document)]));
    const brake = inLane('brake');
    return [...inLane('rise')].filter((one) => brake.has(one));
  }

  /** Once the newest brake is what everybody is offered, nobody is in whom the newest state does not let in. */
  #checkExposure(environment: string, state: RolloutState): void {
    const pair = this.lanes[environment];
    const present = state.environments[environment];
    const now = this.clock.now();
    if (!pair || !present || !pair.brake.watched.isAt(present.brake.generation, now)) return;
    if (pair.rise.watched.isStrange(now)) return;
    const rise = riseContent(this.plan, state, environment);
    const brake = brakeContent(this.plan, state, environment);
    const units = new Map(UNITS.map((unit) => [unit.userId, unit]));
    const wrong = this.exposed(environment).filter((one) => {
      const [flag = '', name = ''] = one.split('/');
      const unit = units.get(name);
      return !unit || !rise(flag, unit) || !brake(flag, unit);
    });
    if (wrong.length > 0)
      fail(`${wrong.join(', ')} are exposed in ${environment}, and the state does not let them in`, {
        environment: present,
        rise: pair.rise.watched.environment.history().slice(-4),
        brake: pair.brake.watched.environment.history().slice(-4),
      });
  }

  async #suffer(blow: Blow): Promise<void> {
    const now = this.clock.now();
    const lane = 'lane' in blow ? this.allLanes[blow.lane % this.allLanes.length] : undefined;
    switch (blow.do) {
      case 'begin':
        this.#begin(blow.controller);
        break;
      case 'step':
        for (let time = 0; time < blow.times && this.waitsAt(blow.controller) !== undefined; time += 1) {
          this.#running[blow.controller]?.interruptions.goOn();
          await settled();
          await this.check();
        }
        break;
      case 'go to':
        for (
          let step = 0;
          step < MOST_STEPS && ![undefined, blow.place].includes(this.waitsAt(blow.controller));
          step += 1
        ) {
          this.#running[blow.controller]?.interruptions.goOn();
          await settled();
          await this.check();
        }
        break;
      case 'fail':
        this.#running[blow.controller]?.interruptions.fail();
        break;
      case 'die':
        this.#running[blow.controller]?.interruptions.die();
        this.#running[blow.controller] = undefined;
        break;
      case 'pass':
        await this.#passTo(now + blow.seconds * 1000);
        break;
      case 'metric':
        this.metrics.set(blow.metric, blow.health);
        break;
      case 'monitor':
        for (const { watched } of this.allLanes) watched.environment.advanceTo(now);
        this.#monitor = blow.state;
        break;
      case 'say':
        this.say(blow.who, blow.word);
        break;
      case 'answer':
        this.#answerPeople(blow.yes);
        break;
      case 'repeat':
        this.#inbox.repeat(blow.back);
        break;
      case 'fault':
        lane?.faults.push(...blow.faults);
        break;
      case 'foreign':
        this.#deployForeign(blow);
        break;
      case 'undo':
        lane?.watched.undo(blow.back, now);
        break;
      case 'fail inside':
        lane?.watched.environment.failInside(now);
        break;
      case 'mute':
        this.#muted = blow.messages;
        break;
      case 'calm':
        for (let run = 0; run < blow.runs; run += 1) await this.#goOn();
    }
    await settled();
  }

  /** One controller runs, people answer, and time goes on to whatever comes next. */
  async #goOn(): Promise<void> {
    const before = this.#state?.revision;
    await this.#run();
    this.#answerPeople(true);
    await this.#run();
    const now = this.clock.now();
    const stands = before === this.state.revision;
    const next = Math.min(nextWakeup(this.plan, this.state) ?? Infinity, now + (stands ? 600 : 10) * MINUTE);
    await this.#passTo(stands ? Math.max(now + MINUTE, next) : now + MINUTE);
  }

  /** One controller runs every minute, and nothing stands in its way. */
  async runEveryMinute(minutes: number): Promise<void> {
    for (let minute = 0; minute < minutes; minute += 1) {
      await this.#run();
      await this.#passTo(this.clock.now() + MINUTE);
    }
  }

  async #run(): Promise<void> {
    await new Controller(this.plan, this.#world(), this.#beginning()).run();
    await this.check();
  }

  /** Time passes, and everything that happens in a lane meanwhile is looked at. */
  async #passTo(instant: number): Promise<void> {
    for (;;) {
      const now = this.clock.now();
      if (now >= instant) return;
      const changes = this.allLanes.map(({ watched }) => watched.environment.nextChangeAt(now) ?? Infinity);
      this.clock.advanceTo(Math.min(instant, ...changes));
      await this.check();
    }
  }

  async #letGo(): Promise<void> {
    for (const running of this.#running) running?.interruptions.letGo();
    for (let turn = 0; turn < 1000 && this.#running.some((one) => one?.ended === false); turn += 1)
      await settled();
    await this.check();
  }

  #begin(controller: number): void {
    if (this.#running[controller]?.ended === false) return;
    const running: Running = { interruptions: new Interruptions(), ended: false };
    this.#running[controller] = running;
    const end = (): void => {
      running.ended = true;
    };
    const world = this.#world(running.interruptions);
    new Controller(this.plan, world, this.#beginning()).run().then(end, end);
  }

  #beginning(): { readonly planHash: string; readonly startsAt: number } {
    return { planHash: 'a hash', startsAt: planStart(this.plan) };
  }

  #world(interruptions?: Interruptions): World {
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
      hooks: between('hooks', {
        start: async (hook: Parameters<SimulatedHooks['start']>[0]) => {
          await this.#hooks.start(hook);
          this.hooksStarted.add(hook.id);
        },
      }),
      inbox: between('inbox', this.#inbox),
      clock: this.clock,
    };
  }

  #answerPeople(yes: boolean): void {
    if (!this.#state) return;
    for (const want of wants(this.plan, this.#state, this.clock.now())) {
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

  #deployForeign({ lane, everybody, label }: Blow & { readonly do: 'foreign' }): void {
    const now = this.clock.now();
    const watched = this.allLanes[lane % this.allLanes.length]?.watched;
    if (!watched) return;
    const newest = watched.environment.look(now).latest?.label ?? 'theirs-1';
    const document = this.#foreignDocument(everybody);
    watched.deployForeign(document, label === 'ours' ? newest : label, now);
  }

  /** A document of either lane that lets everybody in, or nobody. */
  #foreignDocument(everybody: boolean): FlagDocument {
    const input = compileInput(this.plan);
    const result = everybody
      ? compileRise({
          ...input,
          included: [],
          exposures: Object.fromEntries(
            Object.values(this.plan.flags).map(({ key, newVariant }) => [
              key,
              { variant: newVariant, grants: [{ below: 1_000_000 }] },
            ]),
          ),
        })
      : compileBrake({ ...input, caps: {}, excluded: [] });
    if (!result.ok) throw new Error(JSON.stringify(result.problems));
    return result.document;
  }
}

/** Lets promises that can go on go on. */
async function settled(): Promise<void> {
  await new Promise((done) => setImmediate(done));
}
