import { DEFAULT_SWITCHES, type AppConfigSwitches } from '../../../lib/local/appconfig/switches.js';
import { planStart } from '../../../lib/plan/calendar.js';
import type { RolloutPlan } from '../../../lib/plan/rollout-plan.js';
import { nextWakeup } from '../../../lib/rollout/next-wakeup.js';
import type { RolloutState } from '../../../lib/rollout/state.js';
import { Controller } from '../../../lib/runtime/controller.js';
import type { Lane } from '../../../lib/runtime/ports.js';
import { fail } from '../../rollout/arbitraries/runs.js';
import { brakeContent, riseContent, UNITS } from '../../rollout/arbitraries/units.js';
import { Interruptions } from './interruptions.js';
import { LocalCloud } from './local-cloud.js';
import type { Blow } from './storm.js';
import { strike } from './strike.js';
import { letIn } from './watched-lane.js';

const MINUTE = 60_000;
/** No run of a controller has more awaits. */
const MOST_STEPS = 5000;

interface Running {
  readonly interruptions: Interruptions;
  ended: boolean;
}

/** Three controllers over one local cloud. What must always be true is checked after everything that happens. */
export class StormyWorld {
  readonly cloud: LocalCloud;
  readonly #running: (Running | undefined)[] = [undefined, undefined, undefined];
  #state: RolloutState | undefined;

  constructor(
    readonly plan: RolloutPlan,
    switches: AppConfigSwitches = DEFAULT_SWITCHES,
  ) {
    this.cloud = new LocalCloud(plan, switches);
  }

  get now(): number {
    return this.cloud.clock.now();
  }

  get hasBegun(): boolean {
    return this.#state !== undefined;
  }

  /** The newest committed state. */
  get state(): RolloutState {
    if (!this.#state) throw new Error('nothing was committed');
    return this.#state;
  }

  async play(blows: readonly Blow[]): Promise<this> {
    for (const blow of blows) {
      await strike(this, blow);
      await settled();
      await this.check();
    }
    return this;
  }

  /** One controller runs every minute, and nothing stands in its way. */
  async runEveryMinute(minutes: number): Promise<void> {
    for (let minute = 0; minute < minutes; minute += 1) {
      await this.run();
      await this.passTo(this.now + MINUTE);
    }
  }

  /** One controller runs, people answer, and time goes on to whatever comes next. */
  async goOn(): Promise<void> {
    const before = this.#state?.revision;
    await this.run();
    this.cloud.answerPeople(this.state, true);
    await this.run();
    const { now } = this;
    if (before !== this.state.revision) return this.passTo(now + MINUTE);
    const wakeup = nextWakeup(this.plan, this.state) ?? Infinity;
    return this.passTo(Math.max(now + MINUTE, Math.min(wakeup, now + 600 * MINUTE)));
  }

  async run(): Promise<void> {
    await new Controller(this.plan, this.cloud.world(), this.#beginning()).run();
    await this.check();
  }

  /** Time passes, and everything that happens in a lane meanwhile is looked at. */
  async passTo(instant: number): Promise<void> {
    while (this.now < instant) {
      this.cloud.clock.advanceTo(Math.min(instant, this.cloud.nextChangeAt));
      await this.check();
    }
  }

  /** A controller begins a run that waits at every call. */
  begin(controller: number): void {
    if (this.#running[controller]?.ended === false) return;
    const running: Running = { interruptions: new Interruptions(), ended: false };
    this.#running[controller] = running;
    const end = (): void => {
      running.ended = true;
    };
    const world = this.cloud.world(running.interruptions);
    new Controller(this.plan, world, this.#beginning()).run().then(end, end);
  }

  /** Where a controller waits; nothing when it has ended its run. */
  waitsAt(controller: number): string | undefined {
    return this.#running[controller]?.interruptions.waitsAt;
  }

  /** Lets a controller go on, until it waits at `place` or has made so many steps. */
  async step(controller: number, place?: string, times = MOST_STEPS): Promise<void> {
    await settled();
    for (let time = 0; time < times; time += 1) {
      const waits = this.waitsAt(controller);
      if (waits === undefined || waits === place) return;
      this.#running[controller]?.interruptions.goOn();
      await settled();
      await this.check();
    }
  }

  /** The call at which a controller waits fails. */
  failCall(controller: number): void {
    this.#running[controller]?.interruptions.fail();
  }

  /** A controller never goes on. */
  kill(controller: number): void {
    this.#running[controller]?.interruptions.die();
    this.#running[controller] = undefined;
  }

  /** Whoever has stalled goes on to the end. */
  async wake(): Promise<void> {
    for (const running of this.#running) running?.interruptions.letGo();
    for (let turn = 0; turn < MOST_STEPS && this.#running.some((one) => one?.ended === false); turn += 1)
      await settled();
    await this.check();
  }

  /** Who is served something new by some of the versions in force, as `flag/unit`. */
  exposed(environment: string): readonly string[] {
    const pair = this.cloud.lanes[environment];
    if (!pair) return [];
    const inLane = (lane: Lane): ReadonlySet<string> =>
      new Set(
        pair[lane].watched.inForce(this.now).flatMap(({ document }) => [...letIn(this.plan, document)]),
      );
    const brake = inLane('brake');
    return [...inLane('rise')].filter((one) => brake.has(one));
  }

  async check(): Promise<void> {
    for (const { watched } of this.cloud.allLanes) watched.check(this.now);
    this.#state = await this.cloud.store.load();
    if (this.#state) for (const name of this.plan.environments) this.#checkExposure(name, this.#state);
  }

  /** Once the newest brake is what everybody is offered, nobody is in whom the newest state does not let in. */
  #checkExposure(environment: string, state: RolloutState): void {
    const pair = this.cloud.lanes[environment];
    const present = state.environments[environment];
    if (!pair || !present || !pair.brake.watched.isAt(present.brake.generation, this.now)) return;
    if (pair.rise.watched.isStrange(this.now)) return;
    const rise = riseContent(this.plan, state, environment);
    const brake = brakeContent(this.plan, state, environment);
    const wanted = new Set(
      Object.keys(this.plan.flags).flatMap((flag) =>
        UNITS.filter((unit) => rise(flag, unit) && brake(flag, unit)).map(
          ({ userId }) => `${flag}/${userId}`,
        ),
      ),
    );
    const wrong = this.exposed(environment).filter((one) => !wanted.has(one));
    if (wrong.length > 0)
      fail(`${wrong.join(', ')} are exposed in ${environment}, and the state does not let them in`, {
        environment: present,
        rise: pair.rise.watched.environment.history().slice(-4),
        brake: pair.brake.watched.environment.history().slice(-4),
      });
  }

  #beginning(): { readonly planHash: string; readonly startsAt: number } {
    return { planHash: 'a hash', startsAt: planStart(this.plan) };
  }
}

/** Lets promises that can go on go on. */
async function settled(): Promise<void> {
  await new Promise((done) => setImmediate(done));
}
