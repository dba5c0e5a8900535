import type { DeploymentStrategy } from '../../lib/contract/deployment-strategy.js';
import { stepStrategy, strategyKey } from '../../lib/contract/deployment-strategy.js';
import { bucketOf } from '../../lib/flags/bucket.js';
import { evaluateFlag } from '../../lib/flags/evaluate.js';
import { servedVariant } from '../../lib/flags/served-variant.js';
import { loadPlan } from '../../lib/files/load-plan.js';
import { nodeFiles } from '../../lib/files/node-files.js';
import { AppConfigEnvironment } from '../../lib/local/appconfig/environment.js';
import { AppConfigLane } from '../../lib/local/appconfig/lane.js';
import { allSwitchCombinations, type AppConfigSwitches } from '../../lib/local/appconfig/switches.js';
import { planStart } from '../../lib/plan/calendar.js';
import { isExposing, stepsOf, type RolloutPlan } from '../../lib/plan/rollout-plan.js';
import type { Finding } from '../../lib/judge/finding.js';
import type { RolloutEvent } from '../../lib/rollout/event.js';
import type { RolloutState } from '../../lib/rollout/state.js';
import { transition } from '../../lib/rollout/transition.js';
import { sightOf } from '../../lib/runtime/lane-sight.js';
import { MemoryStore } from '../../lib/local/memory-store.js';
import { reconcileLane } from '../../lib/runtime/reconcile-lane.js';
import { REPOSITORY } from '../cli/command-line.js';
import { planOf } from '../rollout/plans.js';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const LANES = ['brake', 'rise'] as const;
/** Hosts, by when a spread reaches them. */
const HOSTS = [0, 0.3, 0.6, 0.999];
/** From the decision on: a fall in flight, a run of the controller, a deployment, a poll of the client. */
const BACK_WITHIN = 2 * MINUTE;

const FIVE = ['comfyfixer', 'connection-flow', 'dark-launch', 'phoenix', 'unified-pipeline'];

/** How the steps of the five plans are spread and watched, each way once, with a plan that has it. */
function shapes(): readonly (readonly [plan: string, shape: string, strategy: DeploymentStrategy])[] {
  const found = new Map<string, readonly [string, string, DeploymentStrategy]>();
  for (const name of FIVE) {
    const loaded = loadPlan(nodeFiles(REPOSITORY), `plans/${name}.yaml`);
    if (loaded.kind !== 'plan') throw new Error(`${name} has mistakes`);
    for (const step of stepsOf(loaded.plan).filter(isExposing)) {
      const strategy = stepStrategy(step);
      const key = strategyKey(strategy);
      if (!found.has(key)) found.set(key, [name, key, strategy]);
    }
  }
  return [...found.values()];
}

function planWith({ spreadMinutes, growth, growthFactor, bakeMinutes }: DeploymentStrategy): RolloutPlan {
  const spread =
    spreadMinutes === 0 ? '' : `, spread: ${String(spreadMinutes)}m ${growth} ${String(growthFactor)}%`;
  return planOf(`
rollout: lanes
starts: 2026-12-07
audience: { unit: user, key: userId, size: 1000 }
flags: { search: { flips: tolerated } }
roles: { release: [rita] }
phases: [{ name: only, steps: [{ expose: 50%, bake: ${String(bakeMinutes)}m${spread} }, { soak: 30d }] }]
`);
}

type Disturbance =
  'none' | 'red before' | 'red later' | 'foreign rise' | 'foreign brake' | 'undone' | 'slow foreign brake';

/** One environment of the model behind both lanes, and the controller that looks at them. */
class TwoLanes {
  readonly #plan: RolloutPlan;
  readonly #lanes: Readonly<Record<'rise' | 'brake', AppConfigEnvironment>>;
  readonly #ports: Readonly<Record<'rise' | 'brake', AppConfigLane>>;
  readonly #unit: string;
  now: number;
  state: RolloutState;
  isRed = false;
  #count = 0;

  constructor(plan: RolloutPlan, switches: AppConfigSwitches) {
    this.#plan = plan;
    this.now = planStart(plan);
    const monitors = [{ name: 'alarm', state: () => (this.isRed ? ('ALARM' as const) : ('OK' as const)) }];
    this.#lanes = {
      rise: new AppConfigEnvironment({ switches, monitors }),
      brake: new AppConfigEnvironment({ switches }),
    };
    const clock = { now: () => this.now };
    this.#ports = {
      rise: new AppConfigLane(this.#lanes.rise, clock),
      brake: new AppConfigLane(this.#lanes.brake, clock),
    };
    const event: RolloutEvent = {
      kind: 'started',
      id: 'started',
      at: this.now,
      planHash: 'x',
      startsAt: this.now,
    };
    this.state = transition(plan, undefined, event).state;
    this.#unit =
      Array.from({ length: 100 }, (_, index) => `user-${String(index)}`).find(
        (unit) => bucketOf(plan.audience.salt, unit) < 500_000,
      ) ?? '';
  }

  /** One run of the controller: a look, a transition, and a step towards what is wanted, the brake lane first. */
  async run(): Promise<void> {
    const views = { rise: await this.#ports.rise.look(), brake: await this.#ports.brake.look() };
    const lanes = LANES.map((lane) => sightOf(this.state, 'production', lane, views[lane]));
    const findings: Record<string, Finding> = {};
    this.feed({ kind: 'observed', id: this.#id(), at: this.now, findings, lanes });
    await this.reconcile();
  }

  async reconcile(): Promise<void> {
    const store = new MemoryStore();
    const load = async (): Promise<RolloutState> => this.state;
    for (const lane of LANES) {
      const port = this.#ports[lane];
      const view = await port.look();
      await reconcileLane({
        plan: this.#plan,
        state: this.state,
        store: Object.assign(store, { load }),
        environment: 'production',
        lane,
        port,
        view,
        now: this.now,
      });
    }
  }

  async revert(): Promise<void> {
    this.feed({
      kind: 'said',
      id: this.#id(),
      at: this.now,
      who: 'anybody',
      word: { kind: 'revert', what: 'all' },
    });
    await this.reconcile();
  }

  feed(event: RolloutEvent): void {
    this.state = transition(this.#plan, this.state, event).state;
  }

  disturb(what: Disturbance): void {
    const document = this.#lanes.rise.look(this.now).served?.document;
    switch (what) {
      case 'none':
      case 'red before':
        return;
      case 'red later':
        this.isRed = true;
        return;
      case 'foreign rise':
        if (document) this.#lanes.rise.deployAsSomebodyElse({ document }, this.now);
        return;
      case 'foreign brake': {
        const open = this.#lanes.brake.look(this.now).served?.document;
        if (open) this.#lanes.brake.deployAsSomebodyElse({ document: open }, this.now);
        return;
      }
      case 'slow foreign brake': {
        const open = this.#lanes.brake.look(this.now).served?.document;
        const strategy = { spreadMinutes: 30, growth: 'linear', growthFactor: 20, bakeMinutes: 30 } as const;
        if (open) this.#lanes.brake.deployAsSomebodyElse({ document: open, strategy }, this.now);
        return;
      }
      case 'undone':
        this.#lanes.rise.stop(
          { number: this.#lanes.rise.look(this.now).latestNumber, allowRevert: true },
          this.now,
        );
    }
  }

  /** Hosts on which the unit is served the new variant. */
  hostsThatServe(): readonly number[] {
    return HOSTS.filter((host) => {
      const rise = this.#lanes.rise.servedTo(host, this.now)?.document;
      const brake = this.#lanes.brake.servedTo(host, this.now)?.document;
      if (!rise || !brake) return false;
      const context = { userId: this.#unit, bucket_search: bucketOf(this.#plan.audience.salt, this.#unit) };
      const flag = this.#plan.flags.search;
      const attributes = flag ? { ...context, [flag.bucketAttribute]: context.bucket_search } : context;
      return (
        servedVariant(
          evaluateFlag(rise, 'search', attributes),
          evaluateFlag(brake, 'search', attributes),
          'old',
        ).cohort === 'canary'
      );
    });
  }

  #id(): string {
    this.#count += 1;
    return `event-${String(this.#count)}`;
  }
}

/** A history: the step rises, is disturbed, is reverted after so many minutes, and the controller goes on for an hour. */
async function play(
  plan: RolloutPlan,
  switches: AppConfigSwitches,
  disturbance: Disturbance,
  revertAfter: number,
): Promise<{ readonly exposed: boolean; readonly wrong?: string }> {
  const world = new TwoLanes(plan, switches);
  world.isRed = disturbance === 'red before';
  for (let run = 0; run < 3; run += 1) {
    await world.run();
    world.now += MINUTE;
  }
  world.disturb(disturbance);
  const risen = world.now;
  for (const minute of [0, revertAfter / 2, revertAfter]) {
    world.now = Math.max(world.now, risen + Math.round(minute * MINUTE));
    if (minute < revertAfter) await world.run();
  }
  const exposed = world.hostsThatServe().length > 0;
  const decided = world.now;
  await world.revert();
  const since = [60, 120, 180, 600, 3600];
  for (const second of since) {
    world.now = decided + second * SECOND;
    if (second % 60 === 0) await world.run();
    if (second * SECOND < BACK_WITHIN) continue;
    const hosts = world.hostsThatServe();
    if (hosts.length > 0)
      return {
        exposed,
        wrong: `${disturbance}, reverted after ${String(revertAfter)} minutes: ${String(second)} s later hosts ${hosts.join(', ')} still serve it`,
      };
  }
  return { exposed };
}

const DISTURBANCES: readonly Disturbance[] = [
  'none',
  'red before',
  'red later',
  'foreign rise',
  'foreign brake',
  'undone',
];
const MOMENTS = [1, 9, 21, 45];

it.each(shapes())(
  'after a revert nobody is served what was reverted, and it stays so, under every reading of AppConfig: %s, %s',
  async (_name, _shape, strategy) => {
    const plan = planWith(strategy);
    const wrong = new Map<string, AppConfigSwitches>();
    let exposed = 0;
    for (const switches of allSwitchCombinations())
      for (const disturbance of DISTURBANCES)
        for (const moment of MOMENTS) {
          const end = await play(plan, switches, disturbance, moment);
          if (end.exposed) exposed += 1;
          if (end.wrong !== undefined && !wrong.has(end.wrong)) wrong.set(end.wrong, switches);
        }
    expect([...wrong]).toEqual([]);
    expect(exposed).toBeGreaterThan(1000);
  },
  240_000,
);

it('is put off while somebody else hands a version out slowly in the brake lane and the rise bakes: until that one is out', async () => {
  const [, , strategy] = shapes().find(([, , { bakeMinutes }]) => bakeMinutes > 0) ?? [];
  if (!strategy) throw new Error('no plan has a step that bakes');
  const plan = planWith(strategy);
  const ends = new Set<string>();
  for (const switches of allSwitchCombinations(['plainStopWhileBaking'])) {
    for (const moment of MOMENTS) {
      const { wrong } = await play(plan, switches, 'slow foreign brake', moment);
      if (wrong !== undefined)
        ends.add(`${switches.plainStopWhileBaking}: ${wrong.split(', ').slice(1).join(', ')}`);
    }
  }
  expect([...ends]).toEqual([
    expect.stringMatching(/^badRequest: reverted after (21|45) minutes: 120 s later hosts/u),
  ]);
});
