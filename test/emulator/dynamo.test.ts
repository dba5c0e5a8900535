import { DynamoInbox } from '../../lib/aws/dynamo-inbox.js';
import { DynamoLastDeployment } from '../../lib/aws/dynamo-last-deployment.js';
import { DynamoOnce } from '../../lib/aws/dynamo-once.js';
import { DynamoPlans } from '../../lib/aws/dynamo-plans.js';
import { DynamoReports } from '../../lib/aws/dynamo-reports.js';
import { DynamoStore } from '../../lib/aws/dynamo-store.js';
import { EFFECT_BATCHES, takeApart } from '../../lib/aws/dynamo/effect-items.js';
import type { Item } from '../../lib/aws/dynamo/keys.js';
import type { RolloutTable } from '../../lib/aws/dynamo/rollout-table.js';
import { VirtualClock } from '../../lib/local/virtual-clock.js';
import type { RolloutState } from '../../lib/rollout/state.js';
import { transition } from '../../lib/rollout/transition.js';
import { verifyChain } from '../../lib/runtime/evidence-chain.js';
import { replayEvidence } from '../../lib/runtime/replay.js';
import { describeInboxContract } from '../contracts/inbox.contract.js';
import { describeStateStoreContract } from '../contracts/state-store.contract.js';
import { metricOf, planOf, SHOP } from '../local/plan-fixture.js';
import { linesOf, smallEvidence } from '../runtime/small-rollout.js';
import { changeTo, HASH, HEADER, messageOf, NOON, SOURCE } from './changes.js';
import { openTables, type RolloutTables } from './rollout-tables.js';

const LEASE = 60_000;
let tables: RolloutTables;
beforeAll(async () => {
  tables = await openTables();
}, 120_000);
afterAll(() => tables.close());

async function newTable(pageSize?: number): Promise<RolloutTable> {
  return tables.open(await tables.create(), pageSize);
}
async function textOf(lines: AsyncIterable<string>): Promise<string> {
  let text = '';
  for await (const line of lines) text += line;
  return text;
}

for (const [name, pageSize] of [
  ['DynamoDB', undefined],
  ['DynamoDB, one item a page', 1],
] as const) {
  describeStateStoreContract(name, async () => {
    const table = await newTable(pageSize);
    return {
      store: new DynamoStore({ table, header: HEADER }),
      other: new DynamoStore({ table, header: HEADER }),
    };
  });
  describeInboxContract(name, async () => {
    const inbox = new DynamoInbox(await newTable(pageSize));
    const clock = new VirtualClock(NOON);
    return {
      inbox,
      now: () => clock.now(),
      advance: async (ms) => Promise.resolve(clock.advanceBy(ms)),
      put: async (event) => inbox.post(event),
    };
  });
}

describe('a table with many writers', () => {
  it('lets one of twenty controllers commit a revision', async () => {
    const table = await newTable();
    const stores = Array.from({ length: 20 }, () => new DynamoStore({ table, header: HEADER }));
    for (let revision = 1; revision <= 5; revision += 1) {
      const answers = await Promise.all(stores.map((store) => store.commit(changeTo(revision))));
      expect(answers.filter(({ kind }) => kind === 'committed')).toHaveLength(1);
    }
    expect((await stores[0]?.load())?.revision).toBe(5);
  });

  it('gives evidence that anybody can verify', async () => {
    const store = new DynamoStore({ table: await newTable(2), header: HEADER });
    for (let revision = 1; revision <= 7; revision += 1) await store.commit(changeTo(revision));
    const text = await textOf(store.evidenceLines(SOURCE));
    expect(verifyChain(text)).toMatchObject({ ok: true, complete: false });
    expect(verifyChain(text.replace('digest-4', 'digest-5'))).toMatchObject({
      ok: false,
      broken: { line: 5 },
    });
  });

  it('gives evidence that replays, whichever controller has written it, byte for byte as in a file', async () => {
    const [header, ...entries] = await smallEvidence();
    if (header?.kind !== 'header') throw new Error('the evidence has no header');
    const plan = planOf(header.plan.text);
    const table = await newTable(1);
    const stores = [new DynamoStore({ table, header }), new DynamoStore({ table, header })] as const;
    let state: RolloutState | undefined;
    for (const [index, entry] of entries.entries()) {
      if (entry.kind !== 'transition') continue;
      const { kind: _kind, ...evidence } = entry;
      const next = transition(plan, state, entry.event);
      const expectedRevision = state?.revision ?? 0;
      const change = { expectedRevision, state: next.state, evidence, effects: next.effects };
      expect(await stores[index % 2 === 0 ? 0 : 1].commit(change)).toEqual({ kind: 'committed' });
      state = next.state;
    }
    const text = await textOf(stores[0].evidenceLines(header.plan));
    expect(text).toBe(linesOf([header, ...entries.slice(0, -1)]).join(''));
    expect(replayEvidence(text)).toMatchObject({ kind: 'same', state, complete: false });
    expect(await stores[1].load()).toEqual(state);
  });

  it('gives every effect of a revision with more than one transaction takes, once, in order', async () => {
    const table = await newTable();
    const effects = Array.from({ length: 250 }, (_, index) => messageOf(`1.${String(index + 1)}`));
    const first = new DynamoStore({ table, header: HEADER });
    await first.commit(changeTo(1, effects));
    const oldest = (await first.lease(NOON, LEASE, 5)).map(({ effect }) => effect.id);
    expect(oldest).toEqual(['1.1', '1.2', '1.3', '1.4', '1.5']);
    const leases = await Promise.all([1, 2, 3].map(() => new DynamoStore({ table }).lease(NOON, LEASE, 100)));
    const rest = leases.flat().map(({ effect }) => effect.id);
    expect(rest).toHaveLength(245);
    expect(new Set([...oldest, ...rest]).size).toBe(250);
  });

  it('does not bring back what is done when a slow controller takes a batch apart once more', async () => {
    const table = await newTable();
    const store = new DynamoStore({ table, header: HEADER });
    const effects = Array.from({ length: 150 }, (_, index) => messageOf(`1.${String(index + 1)}`));
    await store.commit(changeTo(1, effects));
    const batches: Item[] = [];
    for await (const batch of table.list(EFFECT_BATCHES)) batches.push(batch);
    expect(batches.length).toBeGreaterThan(1);
    await store.lease(NOON, LEASE, 1);
    await store.settle('1.1', { kind: 'done' });
    for (const batch of batches) expect((await table.transact(takeApart(batch))).kind).toBe('refused');
    expect(await store.lease(NOON, LEASE, 200)).toHaveLength(149);
  });
});

describe('plans', () => {
  it('are kept under their hash, whole, and stay as they are', async () => {
    const plans = new DynamoPlans(await newTable());
    // More than one item holds, and nothing that compresses well.
    const list = Array.from(
      { length: 60_000 },
      (_, index) => `unit-${String((index * 2_654_435_761) % 4_294_967_296)}`,
    ).join('\n');
    const large = { ...SOURCE, lists: { 'units.txt': list } };
    expect(await plans.put(SOURCE)).toBe(HASH);
    const largeHash = await plans.put(large);
    expect(await plans.put(large)).toBe(largeHash);
    expect(await plans.get(HASH)).toEqual(SOURCE);
    expect(await plans.get(largeHash)).toEqual(large);
    expect(await plans.get('0'.repeat(64))).toBeUndefined();
  });
});

describe('what is kept besides', () => {
  it('is claimed once, until it has expired', async () => {
    const clock = new VirtualClock(NOON);
    const once = new DynamoOnce(await newTable(), clock);
    const claims = await Promise.all(Array.from({ length: 10 }, () => once.claimOnce('signature', 600)));
    expect(claims.filter(Boolean)).toHaveLength(1);
    clock.advanceBy(600_000);
    expect(await once.claimOnce('signature', 600)).toBe(false);
    clock.advanceBy(1_000);
    expect(await once.claimOnce('signature', 600)).toBe(true);
  });

  it('is what the stack was last deployed with', async () => {
    const last = new DynamoLastDeployment(await newTable());
    expect(await last.get()).toBeUndefined();
    await last.put({ planHash: HASH, phase: 'pilot' });
    await last.put({ planHash: HASH, phase: 'pilot#2' });
    expect(await last.get()).toEqual({ planHash: HASH, phase: 'pilot#2' });
  });

  it('is what people have reported', async () => {
    const reports = new DynamoReports(await newTable(1));
    const metric = metricOf(planOf(SHOP), 'errors');
    const report = { metric, by: 'rita', value: 3, whole: 10 };
    await reports.add({ ...report, at: NOON });
    await reports.add({ ...report, at: NOON });
    await reports.add({ ...report, at: NOON + 60_000, value: 4 });
    expect(await reports.read(metric, NOON, NOON + 60_000)).toMatchObject({ kind: 'value', value: 0.3 });
    expect(await reports.read(metric, NOON + 60_001, NOON + 90_000)).toEqual({ kind: 'missing' });
  });
});
