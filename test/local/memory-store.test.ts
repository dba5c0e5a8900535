import { MemoryStore, type StorePoint } from '../../lib/local/memory-store.js';
import { startRollout } from '../../lib/rollout/start-rollout.js';
import { planOf, SHOP } from './plan-fixture.js';
import { START } from './world-fixture.js';

const plan = planOf(SHOP);

function change(revision: number) {
  const event = {
    kind: 'started' as const,
    id: `e${String(revision)}`,
    at: START,
    planHash: 'abc',
    startsAt: START,
  };
  return {
    expectedRevision: revision - 1,
    state: { ...startRollout(plan, event), revision },
    evidence: { revision, at: START, event, happenings: [], effects: [], state: 'digest' },
    effects: [
      { id: `hook-${String(revision)}`, kind: 'hook' as const, hook: 'migrate', because: 'prepare.1' },
    ],
  };
}

/** A store that crashes once, at a point. */
function crashing(point: StorePoint): MemoryStore {
  let armed = true;
  return new MemoryStore({
    interrupt: (here) => {
      if (!armed || here !== point) return;
      armed = false;
      throw new Error(`crash at ${here}`);
    },
  });
}

describe('a store that is interrupted', () => {
  it('has written nothing when it crashes before the commit', async () => {
    const store = crashing('before commit');
    await expect(store.commit(change(1))).rejects.toThrow('crash at before commit');
    expect(await store.load()).toBeUndefined();
    expect(await store.lease(START, 1000, 10)).toEqual([]);
    expect(await store.commit(change(1))).toEqual({ kind: 'committed' });
  });

  it('has written everything when it crashes after the commit', async () => {
    const store = crashing('after commit');
    await expect(store.commit(change(1))).rejects.toThrow('crash at after commit');
    expect((await store.load())?.revision).toBe(1);
    expect(await store.commit(change(1))).toEqual({ kind: 'conflict' });
    expect(await store.lease(START, 1000, 10)).toHaveLength(1);
  });

  it.each<StorePoint>(['lease', 'settle', 'load'])('changes nothing when it crashes at %s', async (point) => {
    const store = crashing(point);
    await store.commit(change(1));
    const calls = {
      lease: () => store.lease(START, 1000, 10),
      settle: () => store.settle('hook-1', { kind: 'done' }),
      load: () => store.load(),
    };
    await expect(calls[point as keyof typeof calls]()).rejects.toThrow('crash');
    expect(await store.lease(START, 1000, 10)).toHaveLength(1);
  });

  it('refuses the commit of a controller that was stalled while another committed', async () => {
    let wake: () => void = () => undefined;
    let stalls = true;
    const store = new MemoryStore({
      interrupt: (point) => {
        if (point !== 'before commit' || !stalls) return undefined;
        stalls = false;
        return new Promise<void>((resolve) => (wake = resolve));
      },
    });
    const stalled = store.commit(change(1));
    expect(await store.commit(change(1))).toEqual({ kind: 'committed' });
    wake();
    expect(await stalled).toEqual({ kind: 'conflict' });
  });
});

describe('when the next effect is due', () => {
  it('is when it was committed, then when its lease ends, then when it is tried again, then never', async () => {
    const store = new MemoryStore();
    expect(store.nextEffectAt()).toBeUndefined();
    await store.commit(change(1));
    expect(store.nextEffectAt()).toBe(START);
    await store.lease(START, 1000, 10);
    expect(store.nextEffectAt()).toBe(START + 1000);
    await store.settle('hook-1', { kind: 'again', at: START + 5000, reason: 'busy' });
    expect(store.nextEffectAt()).toBe(START + 5000);
    await store.settle('hook-1', { kind: 'parked', reason: 'gone' });
    expect(store.nextEffectAt()).toBeUndefined();
  });
});
