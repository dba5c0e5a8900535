import { AppConfigEnvironment } from '../../lib/local/appconfig/environment.js';
import { AppConfigLane } from '../../lib/local/appconfig/lane.js';
import { LocalInbox } from '../../lib/local/inbox.js';
import { MemoryStore } from '../../lib/local/memory-store.js';
import { LocalMessenger } from '../../lib/local/messages.js';
import { VirtualClock } from '../../lib/local/virtual-clock.js';
import { planStart } from '../../lib/plan/calendar.js';
import type { RolloutPlan } from '../../lib/plan/rollout-plan.js';
import type { Word } from '../../lib/rollout/event.js';
import type { RolloutState } from '../../lib/rollout/state.js';
import { Controller, type World } from '../../lib/runtime/controller.js';
import type { Lane } from '../../lib/runtime/ports.js';
import { smallPlan } from '../rollout/plans.js';
import { SteeredMetrics } from './crash-properties/steered-metrics.js';

const MINUTE = 60_000;
const TELLING = ' [{ name: bad, when: errors > 5%, then: [tell ops, revert affected users] }]';

/** The small plan in a world of local ports, of which a test may break some. */
function scene({ plan = smallPlan(), broken = {} }: { plan?: RolloutPlan; broken?: Partial<World> } = {}) {
  const clock = new VirtualClock(planStart(plan));
  const store = new MemoryStore();
  const inbox = new LocalInbox(clock);
  const metrics = new SteeredMetrics();
  const messenger = new LocalMessenger();
  const lanes: Readonly<Record<Lane, AppConfigEnvironment>> = {
    rise: new AppConfigEnvironment(),
    brake: new AppConfigEnvironment(),
  };
  const world: World = {
    store,
    lanes: {
      production: {
        rise: new AppConfigLane(lanes.rise, clock),
        brake: new AppConfigLane(lanes.brake, clock),
      },
    },
    metrics,
    messenger,
    hooks: { start: async () => undefined },
    inbox,
    clock,
  };
  const beginning = { planHash: 'a hash', startsAt: planStart(plan) };
  const run = async (minutes = 1, other: Partial<World> = broken): Promise<RolloutState> => {
    const controller = new Controller(plan, { ...world, ...other }, beginning);
    let { state } = await controller.run();
    for (let minute = 1; minute < minutes; minute += 1) {
      clock.advanceBy(MINUTE);
      ({ state } = await controller.run());
    }
    clock.advanceBy(MINUTE);
    return state;
  };
  let said = 0;
  const say = (word: Word): string => {
    said += 1;
    const id = `word-${String(said)}`;
    inbox.put({ kind: 'said', id, at: clock.now(), who: 'rita', word });
    return id;
  };
  const events = async (): Promise<readonly string[]> => {
    const ids: string[] = [];
    for await (const { event } of store.evidence()) ids.push(event.id);
    return ids;
  };
  return { plan, clock, store, inbox, metrics, messenger, lanes, world, beginning, run, say, events };
}

const reject = async (): Promise<never> => Promise.reject(new Error('out of order'));
const served = (environment: AppConfigEnvironment, now: number): string | undefined =>
  environment.look(now).served?.label;

it('begins a rollout that the store does not hold, and puts both lanes off before anything else', async () => {
  const { run, lanes, clock, events } = scene({
    plan: smallPlan({ first: 'steps: [{ expose: 10%, at: Friday }]' }),
  });
  expect((await run()).control).toMatchObject({ mode: 'running', position: { phase: 0 } });
  expect([served(lanes.rise, clock.now()), served(lanes.brake, clock.now())]).toEqual(['off-1', 'off-2']);
  expect((await events())[0]).toBe('started');
});

it('commits nothing when nothing is new', async () => {
  const { run, events } = scene();
  await run(5);
  const before = await events();
  await run(5);
  expect(await events()).toEqual(before);
});

it('refuses to carry on a rollout that was begun with another plan', async () => {
  const { run, plan, world, beginning } = scene();
  await run();
  const other = new Controller(plan, world, { ...beginning, planHash: 'another hash' });
  await expect(other.run()).rejects.toThrow(/a hash.*another hash/u);
});

it('takes a word in once, however often its acknowledgement is lost, and for as long as that lasts', async () => {
  const { run, say, inbox, events } = scene();
  await run(3);
  const word = say({ kind: 'pause' });
  const deaf = { pending: () => inbox.pending(), acknowledge: reject };
  await run(1, { inbox: deaf });
  // More events than a state remembers.
  for (let count = 0; count < 300; count += 1) {
    say({ kind: 'drilled' });
    await run(1, {});
  }
  expect((await events()).filter((id) => id === word)).toHaveLength(1);
  expect((await inbox.pending()).map(({ id }) => id)).not.toContain(word);
});

it('obeys a word although nothing can be acknowledged', async () => {
  const { run, say, inbox } = scene();
  const deaf = { inbox: { pending: () => inbox.pending(), acknowledge: reject } };
  await run(3, deaf);
  say({ kind: 'drilled' });
  await run(1, deaf);
  say({ kind: 'revert', what: 'all' });
  await run(1, deaf);
  expect((await run(1, deaf)).control.mode).toBe('reverted');
});

describe('while one port is out of order', () => {
  it.each<[string, Partial<World>]>([
    ['the inbox', { inbox: { pending: reject, acknowledge: reject } }],
    ['the messenger', { messenger: { send: reject } }],
    ['the hooks', { hooks: { start: reject } }],
  ])('a trigger reverts without %s', async (_port, broken) => {
    const { run, metrics, lanes, clock } = scene();
    await run(5);
    metrics.set('errors', 'bad');
    expect((await run(2, broken)).control.mode).toBe('reverted');
    expect(served(lanes.brake, clock.now())).not.toBe('off-2');
  });

  it('a trigger reverts the whole step when nobody can be asked who is affected', async () => {
    const { run, metrics } = scene({ plan: smallPlan({ triggers: TELLING }) });
    await run(5);
    metrics.set('errors', 'bad');
    const mute = Object.assign(Object.create(metrics) as SteeredMetrics, {
      measure: metrics.measure.bind(metrics),
      affectedUnits: reject,
    });
    expect((await run(2, { metrics: mute })).control.mode).toBe('reverted');
  });

  it.each(['look', 'deploy', 'stop'] as const)(
    'the brake falls although the rise lane cannot %s',
    async (call) => {
      const { run, say, lanes, clock, world } = scene();
      await run(5);
      say({ kind: 'kill' });
      const { rise, brake } = world.lanes['production'] ?? {};
      if (!rise || !brake) throw new Error('no lanes');
      const torn = {
        look: () => rise.look(),
        deploy: (request: Parameters<typeof rise.deploy>[0]) => rise.deploy(request),
        stop: (request: Parameters<typeof rise.stop>[0]) => rise.stop(request),
        [call]: reject,
      };
      const state = await run(2, { lanes: { production: { rise: torn, brake } } });
      const generation = String(state.environments['production']?.brake.generation);
      expect(served(lanes.brake, clock.now())).toMatch(new RegExp(`-${generation}$`, 'u'));
    },
  );

  it('messages go out although both lanes are out of order', async () => {
    const { run, metrics, messenger } = scene({ plan: smallPlan({ triggers: TELLING }) });
    await run(5);
    metrics.set('errors', 'bad');
    const torn = { look: reject, deploy: reject, stop: reject };
    await run(1, { lanes: { production: { rise: torn, brake: torn } } });
    expect(messenger.sent.filter(({ about }) => about === 'alert')).toHaveLength(1);
  });

  it('says so when it is the store', async () => {
    const { run, store } = scene();
    await run();
    const torn = Object.assign(Object.create(store) as MemoryStore, { load: reject });
    await expect(run(1, { store: torn })).rejects.toThrow('out of order');
  });
});

it('lets a second fall follow the first in the brake lane, and never takes the first back for it', async () => {
  const { run, say, lanes, clock } = scene();
  await run(5);
  say({ kind: 'disable', flags: ['hints'] });
  say({ kind: 'disable', flags: ['search'] });
  await run();
  const states = lanes.brake.history().map(({ state }) => state);
  expect(states).not.toContain('rollingBack');
  expect(states).not.toContain('rolledBack');
  const state = await run();
  const generation = String(state.environments['production']?.brake.generation);
  expect(served(lanes.brake, clock.now())).toMatch(new RegExp(`-${generation}$`, 'u'));
});
