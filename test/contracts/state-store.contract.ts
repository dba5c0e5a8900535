import { startRollout } from '../../lib/rollout/start-rollout.js';
import type { Effect } from '../../lib/rollout/effect.js';
import type { EvidenceRecord } from '../../lib/rollout/evidence.js';
import type { RolloutState } from '../../lib/rollout/state.js';
import type { StateStore, StoredEffect } from '../../lib/runtime/ports.js';
import { stateDigest } from '../../lib/runtime/state-digest.js';
import { planOf, SHOP } from '../local/plan-fixture.js';

/** An empty store of one rollout; `other` is a second client of the same store, as another controller has. */
export interface StateStoreHarness {
  readonly store: StateStore;
  readonly other: StateStore;
  close?(): Promise<void>;
}

const NOON = Date.parse('2026-12-07T12:00:00Z');
const LEASE = 60_000;

function stateAt(revision: number, at = NOON): RolloutState {
  const started = { kind: 'started' as const, id: 'start', at: NOON, planHash: 'abc', startsAt: NOON };
  return { ...startRollout(planOf(SHOP), started), revision, at };
}

function message(id: string): Effect {
  return {
    id,
    kind: 'message',
    about: 'notice',
    to: { kind: 'everyone' },
    by: ['email'],
    say: `Hello ${id}`,
  };
}

function evidenceOf(revision: number, at: number, effects: readonly Effect[]): EvidenceRecord {
  return {
    revision,
    at,
    event: {
      kind: 'said',
      id: `word-${String(revision)}`,
      at,
      who: 'rita@example.com',
      word: { kind: 'pause' },
    },
    happenings: [{ kind: 'pause', say: 'paused by rita' }],
    effects,
    state: `digest-${String(revision)}`,
  };
}

function changeTo(revision: number, effects: readonly Effect[] = [], at = NOON) {
  return {
    expectedRevision: revision - 1,
    state: stateAt(revision, at),
    evidence: evidenceOf(revision, at, effects),
    effects,
  };
}

async function collect<T>(items: AsyncIterable<T>): Promise<readonly T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

const ids = (effects: readonly StoredEffect[]) => effects.map(({ effect }) => effect.id);

/** What every StateStore does: one transaction, conditional on the revision; effects leased, retried, parked. */
export function describeStateStoreContract(name: string, make: () => Promise<StateStoreHarness>): void {
  describe(`the state store of ${name}`, () => {
    let harness: StateStoreHarness;
    let store: StateStore;
    beforeEach(async () => {
      harness = await make();
      store = harness.store;
    });
    afterEach(async () => harness.close?.());

    it('is empty before the first commit', async () => {
      expect(await store.load()).toBeUndefined();
      expect(await collect(store.evidence())).toEqual([]);
      expect(await store.lease(NOON, LEASE, 10)).toEqual([]);
    });

    it('gives back what was committed, to every client', async () => {
      const change = changeTo(1, [message('a')]);
      expect(await store.commit(change)).toEqual({ kind: 'committed' });
      expect(await store.load()).toEqual(change.state);
      expect(await harness.other.load()).toEqual(change.state);
      expect(await collect(harness.other.evidence())).toEqual([change.evidence]);
    });

    it('keeps a state so that its digest stays the same, keys in their order', async () => {
      const { state } = changeTo(1);
      const ticks = Object.fromEntries(
        ['zebra', 'alpha', '10', '9', 'migrate the rows'].map((task) => [
          task,
          { who: 'rita@example.com', at: NOON, value: 0.1 },
        ]),
      );
      const full = { ...state, ticks, figures: { rows: 1e21, share: 1 / 3 }, excluded: ['', 'ü', 'a"b'] };
      await store.commit({ ...changeTo(1), state: full });
      const loaded = await harness.other.load();
      expect(loaded && stateDigest(loaded)).toBe(stateDigest(full));
    });

    it('gives back evidence byte for byte: chains and replays compare its text', async () => {
      const change = changeTo(1, [message('a')]);
      await store.commit(change);
      expect(JSON.stringify(await collect(harness.other.evidence()))).toBe(JSON.stringify([change.evidence]));
    });

    it.each([
      ['nothing was committed and somebody expects a revision', [], 1],
      ['somebody expects nothing and there is a revision', [1], 0],
      ['somebody expects the revision before', [1, 2], 1],
      ['somebody expects a revision that is not there yet', [1], 2],
    ])('refuses a commit when %s, and writes none of it', async (_, committed, expectedRevision) => {
      for (const revision of committed) await store.commit(changeTo(revision));
      const before = { state: await store.load(), evidence: await collect(store.evidence()) };
      const change = { ...changeTo(9, [message('lost')]), expectedRevision };
      expect(await store.commit(change)).toEqual({ kind: 'conflict' });
      expect({ state: await store.load(), evidence: await collect(store.evidence()) }).toEqual(before);
      expect(await store.lease(NOON, LEASE, 10)).toEqual([]);
    });

    it('lets exactly one of several commits from the same revision through', async () => {
      await store.commit(changeTo(1));
      const rivals = Array.from({ length: 6 }, (_, index) => {
        const client = index % 2 === 0 ? store : harness.other;
        return client.commit(changeTo(2, [message(`rival-${String(index)}`)]));
      });
      const answers = await Promise.all(rivals);
      expect(answers.filter(({ kind }) => kind === 'committed')).toHaveLength(1);
      const winner = answers.findIndex(({ kind }) => kind === 'committed');
      expect(ids(await store.lease(NOON, LEASE, 10))).toEqual([`rival-${String(winner)}`]);
      expect(await collect(store.evidence())).toHaveLength(2);
    });

    it('keeps the evidence in the order of the revisions', async () => {
      for (let revision = 1; revision <= 12; revision += 1) await store.commit(changeTo(revision));
      const revisions = (await collect(store.evidence())).map(({ revision }) => revision);
      expect(revisions).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
    });

    it('leases an effect to one client only, until the lease ends', async () => {
      await store.commit(changeTo(1, [message('a')]));
      const [leased] = await store.lease(NOON, LEASE, 10);
      expect(leased).toMatchObject({ effect: message('a'), attempts: 0, leasedUntil: NOON + LEASE });
      expect(await harness.other.lease(NOON + LEASE - 1, LEASE, 10)).toEqual([]);
      expect(ids(await harness.other.lease(NOON + LEASE, LEASE, 10))).toEqual(['a']);
    });

    it('leases each effect once when two clients ask at the same time', async () => {
      const effects = Array.from({ length: 8 }, (_, index) => message(`e${String(index)}`));
      await store.commit(changeTo(1, effects));
      const both = await Promise.all([store.lease(NOON, LEASE, 8), harness.other.lease(NOON, LEASE, 8)]);
      const leased = both.flatMap(ids);
      expect([...leased].sort()).toEqual(effects.map(({ id }) => id));
    });

    it('leases no more than asked for, the oldest first', async () => {
      await store.commit(changeTo(1, [message('old')]));
      await store.commit(changeTo(2, [message('young')], NOON + 1000));
      expect(ids(await store.lease(NOON + 2000, LEASE, 1))).toEqual(['old']);
      expect(ids(await store.lease(NOON + 2000, LEASE, 1))).toEqual(['young']);
      expect(await store.lease(NOON + 2000, LEASE, 1)).toEqual([]);
    });

    it('forgets an effect that is done', async () => {
      await store.commit(changeTo(1, [message('a'), message('b')]));
      await store.lease(NOON, LEASE, 10);
      await store.settle('a', { kind: 'done' });
      expect(ids(await store.lease(NOON + LEASE, LEASE, 10))).toEqual(['b']);
    });

    it('gives a failed effect again at its time, not before, and counts the attempts', async () => {
      await store.commit(changeTo(1, [message('a')]));
      await store.lease(NOON, LEASE, 10);
      await store.settle('a', { kind: 'again', at: NOON + 5000, reason: 'no route' });
      expect(await store.lease(NOON + 4999, LEASE, 10)).toEqual([]);
      expect(await store.lease(NOON + 5000, LEASE, 10)).toMatchObject([{ effect: { id: 'a' }, attempts: 1 }]);
    });

    it('keeps a parked effect from being tried, and shows it with its reason', async () => {
      await store.commit(changeTo(1, [message('a'), message('b')]));
      await store.lease(NOON, LEASE, 10);
      await store.settle('a', { kind: 'parked', reason: 'the address does not exist' });
      expect(await harness.other.parked()).toMatchObject([
        { effect: { id: 'a' }, parked: 'the address does not exist', attempts: 1 },
      ]);
      expect(ids(await store.lease(NOON + 10 * LEASE, LEASE, 10))).toEqual(['b']);
    });

    it('does not mind a settlement of what is settled already', async () => {
      await store.commit(changeTo(1, [message('a')]));
      await store.lease(NOON, LEASE, 10);
      await store.settle('a', { kind: 'done' });
      await store.settle('a', { kind: 'again', at: NOON, reason: 'late' });
      expect(await store.lease(NOON + LEASE, LEASE, 10)).toEqual([]);
    });
  });
}
