import { MemoryStore, type StorePoint } from '../../lib/local/memory-store.js';
import { VirtualClock } from '../../lib/local/virtual-clock.js';
import type { Effect } from '../../lib/rollout/effect.js';
import { dispatchEffects } from '../../lib/runtime/dispatch-effects.js';
import type { ReportedValue } from '../../lib/runtime/ports.js';
import { SteeredMetrics } from './crash-properties/steered-metrics.js';
import { NOON, PLAN, stateWith } from './lane-state.js';

const MINUTE = 60_000;

const message = (id: string): Effect => ({
  id,
  kind: 'message',
  about: 'alert',
  to: { kind: 'everyone' },
  by: ['email'],
  say: `Hello ${id}`,
});
const hook = (id: string): Effect => ({ id, kind: 'hook', hook: 'migrate', because: 'first.1' });
const record = (id: string, metric = 'errors'): Effect => ({
  id,
  kind: 'record',
  metric,
  at: NOON,
  by: 'rita',
  value: 3,
  whole: 40,
});

/** A world in which effects `fails` says so fail, and those that `hangs` names never end. */
function worldOf({
  fails = () => undefined,
  hangs = [],
  interrupt,
}: {
  readonly fails?: (id: string) => string | undefined;
  readonly hangs?: readonly string[];
  readonly interrupt?: (point: StorePoint) => void;
} = {}) {
  const done: string[] = [];
  const reported: ReportedValue[] = [];
  const store = new MemoryStore(interrupt ? { interrupt } : {});
  const carryOut = async ({ id }: Effect): Promise<void> => {
    if (hangs.includes(id)) await new Promise(() => undefined);
    const reason = fails(id);
    if (reason !== undefined) throw new Error(reason);
    done.push(id);
  };
  const metrics = Object.assign(new SteeredMetrics(), {
    record: async (report: ReportedValue) => {
      reported.push(report);
    },
  });
  const clock = new VirtualClock(NOON);
  const inbox = { pending: async () => [], acknowledge: async () => undefined };
  const world = {
    store,
    lanes: {},
    metrics,
    clock,
    inbox,
    messenger: { send: carryOut },
    hooks: { start: carryOut },
  };
  const commit = async (...effects: readonly Effect[]): Promise<void> => {
    const revision = (await store.load())?.revision ?? 0;
    await store.commit({
      expectedRevision: revision,
      state: { ...stateWith({}), revision: revision + 1, at: NOON },
      evidence: {
        revision: revision + 1,
        at: NOON,
        event: { kind: 'alarm', id: 'a', at: NOON, trigger: 'bad' },
        happenings: [],
        effects,
        state: '',
      },
      effects,
    });
  };
  return { store, done, reported, commit, dispatch: (now = NOON) => dispatchEffects(PLAN, world, now) };
}

it('carries out messages, hooks and records, each once', async () => {
  const { commit, dispatch, done, reported, store } = worldOf();
  await commit(message('m'), hook('h'), record('r'));
  await dispatch();
  await dispatch(NOON + MINUTE);
  expect(done).toEqual(['m', 'h']);
  expect(reported).toEqual([{ metric: PLAN.metrics['errors'], at: NOON, by: 'rita', value: 3, whole: 40 }]);
  expect(store.nextEffectAt()).toBeUndefined();
});

it.each([
  [['m1'], ['m2', 'h1', 'h2']],
  [
    ['h1', 'h2'],
    ['m1', 'm2'],
  ],
  [['m1', 'm2', 'h1'], ['h2']],
])('when %j fail, the others are carried out all the same', async (failing, others) => {
  const { commit, dispatch, done } = worldOf({ fails: (id) => (failing.includes(id) ? 'down' : undefined) });
  await commit(message('m1'), hook('h1'), message('m2'), hook('h2'));
  await dispatch();
  expect([...done].sort()).toEqual([...others].sort());
});

it('when one never ends, the others are carried out and settled all the same', async () => {
  const { commit, dispatch, done, store } = worldOf({ hangs: ['m1'] });
  await commit(message('m1'), message('m2'), hook('h1'), record('r'));
  void dispatch();
  await new Promise((next) => setImmediate(next));
  expect(done).toEqual(['m2', 'h1']);
  expect((await store.lease(NOON + MINUTE, MINUTE, 10)).map(({ effect }) => effect.id)).toEqual(['m1']);
});

it('gives an effect to nobody else while it is leased, and again when whoever had it has died', async () => {
  const hangs = ['m'];
  const { commit, dispatch, done } = worldOf({ hangs });
  await commit(message('m'));
  void dispatch();
  await new Promise((next) => setImmediate(next));
  hangs.pop();
  await dispatch(NOON + MINUTE - 1);
  expect(done).toEqual([]);
  await dispatch(NOON + MINUTE);
  expect(done).toEqual(['m']);
});

it('pauses longer after every failure, then parks what has failed eight times with the reason', async () => {
  const { commit, dispatch, store } = worldOf({ fails: () => 'no route' });
  await commit(message('m'), hook('h'));
  const pauses: number[] = [];
  let now = NOON;
  for (let attempt = 1; attempt <= 8; attempt += 1) {
    await dispatch(now);
    const next = store.nextEffectAt();
    if (next === undefined) break;
    await dispatch(next - 1);
    pauses.push(next - now);
    now = next;
  }
  expect(pauses).toEqual([30, 60, 120, 240, 480, 960, 1920].map((seconds) => seconds * 1000));
  expect((await store.parked()).map(({ effect, attempts, parked }) => [effect.id, attempts, parked])).toEqual(
    [
      ['m', 8, 'no route'],
      ['h', 8, 'no route'],
    ],
  );
});

it('keeps trying what the plan cannot explain, like any other failure', async () => {
  const { commit, dispatch, store, reported } = worldOf();
  await commit(record('r', 'unheard'));
  await dispatch();
  expect(reported).toEqual([]);
  expect(await store.lease(NOON + 30_000, MINUTE, 10)).toMatchObject([{ effect: { id: 'r' }, attempts: 1 }]);
});

it('takes at most a hundred at once, and the rest at the next run', async () => {
  const { commit, dispatch, done } = worldOf();
  await commit(...Array.from({ length: 130 }, (_, index) => message(`m${String(index)}`)));
  await dispatch();
  expect(done).toHaveLength(100);
  await dispatch();
  expect(new Set(done).size).toBe(130);
});

it('says that the store is broken only after everything was tried', async () => {
  const { commit, dispatch, done } = worldOf({
    interrupt: (point) => {
      if (point === 'settle') throw new Error('the store is down');
    },
  });
  await commit(message('m1'), hook('h1'), message('m2'));
  await expect(dispatch()).rejects.toThrow('the store is down');
  expect(done).toEqual(['m1', 'h1', 'm2']);
});
