import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoInbox } from '../../lib/aws/dynamo-inbox.js';
import { DynamoOnce } from '../../lib/aws/dynamo-once.js';
import { DynamoReports } from '../../lib/aws/dynamo-reports.js';
import { DynamoStore } from '../../lib/aws/dynamo-store.js';
import { RolloutTable } from '../../lib/aws/dynamo/rollout-table.js';
import { RETRYING } from '../../lib/aws/retry.js';
import { VirtualClock } from '../../lib/local/virtual-clock.js';
import { metricOf, planOf, SHOP } from '../local/plan-fixture.js';
import { changeTo, HEADER, messageOf, NOON } from './changes.js';
import { losingProxy, type LosingProxy } from './losing-proxy.js';
import { clientOf, openTables, type RolloutTables } from './rollout-tables.js';

const EVERY_TRY = RETRYING.maxAttempts;
const LEASE = 60_000;

let tables: RolloutTables;
let proxy: LosingProxy;
let client: DynamoDBClient;
/** The same table: answers get lost on the way to `losing`, and not to `table`. */
let losing: RolloutTable;
let table: RolloutTable;
beforeAll(async () => {
  tables = await openTables();
}, 120_000);
afterAll(() => tables.close());
afterEach(async () => {
  client.destroy();
  await proxy.close();
});
async function openThrough(operation: string): Promise<void> {
  const name = await tables.create();
  proxy = await losingProxy(tables.endpoint, operation);
  client = clientOf(proxy.endpoint);
  losing = new RolloutTable({ client, table: name });
  table = tables.open(name);
}
const storeOn = (on: RolloutTable) => new DynamoStore({ table: on, header: HEADER });

describe('a commit whose answer is lost', () => {
  beforeEach(() => openThrough('TransactWriteItems'));

  it.each([1, EVERY_TRY])('%i times counts as committed, once', async (times) => {
    const store = storeOn(losing);
    await store.commit(changeTo(1));
    proxy.loseNext(times);
    expect(await store.commit(changeTo(2, [messageOf('2.1')]))).toEqual({ kind: 'committed' });
    expect(proxy.lost()).toBe(times);
    expect((await storeOn(table).load())?.revision).toBe(2);
    expect(await storeOn(table).lease(NOON, LEASE, 10)).toHaveLength(1);
    expect(await store.commit(changeTo(3))).toEqual({ kind: 'committed' });
  });

  it('stays a conflict when another controller has committed', async () => {
    const store = storeOn(losing);
    await store.commit(changeTo(1));
    const other = storeOn(table);
    await other.load();
    const rival = changeTo(2);
    await other.commit({ ...rival, evidence: { ...rival.evidence, state: 'another digest' } });
    proxy.loseNext();
    expect(await store.commit(changeTo(2))).toEqual({ kind: 'conflict' });
    expect(proxy.lost()).toBe(1);
  });

  it('and was a refusal is never taken for a commit: what nobody knows is an error', async () => {
    const store = storeOn(losing);
    await store.commit(changeTo(1));
    const other = storeOn(table);
    await other.load();
    const rival = changeTo(2);
    await other.commit({ ...rival, evidence: { ...rival.evidence, state: 'another digest' } });
    proxy.loseNext(EVERY_TRY);
    await expect(store.commit(changeTo(2))).rejects.toThrow(/dynamodb:TransactWriteItems got no answer/u);
  });
});

describe('an event whose answer is lost', () => {
  const event = {
    kind: 'said' as const,
    id: 'word-1',
    at: NOON,
    who: 'rita',
    word: { kind: 'pause' as const },
  };
  beforeEach(() => openThrough('TransactWriteItems'));

  it('is in the inbox once', async () => {
    proxy.loseNext();
    await new DynamoInbox(losing).post(event);
    expect(proxy.lost()).toBe(1);
    expect(await new DynamoInbox(table).pending()).toEqual([event]);
  });

  it('every time is in the inbox once as well, after it was posted again', async () => {
    const inbox = new DynamoInbox(losing);
    proxy.loseNext(EVERY_TRY);
    await expect(inbox.post(event)).rejects.toThrow(/got no answer/u);
    await inbox.post(event);
    expect(await inbox.pending()).toEqual([event]);
  });
});

describe('an effect', () => {
  beforeEach(async () => {
    await openThrough('UpdateItem');
    await storeOn(table).commit(changeTo(1, [messageOf('1.1')]));
  });

  it('whose lease gets no answer is leased by whoever asked', async () => {
    proxy.loseNext();
    expect(await storeOn(losing).lease(NOON, LEASE, 10)).toMatchObject([{ effect: { id: '1.1' } }]);
    expect(proxy.lost()).toBe(1);
    expect(await storeOn(table).lease(NOON, LEASE, 10)).toEqual([]);
  });

  it('whose lease never gets an answer comes back when the lease ends', async () => {
    proxy.loseNext(EVERY_TRY);
    await expect(storeOn(losing).lease(NOON, LEASE, 10)).rejects.toThrow(/dynamodb:UpdateItem/u);
    expect(await storeOn(losing).lease(NOON + LEASE - 1, LEASE, 10)).toEqual([]);
    expect(await storeOn(losing).lease(NOON + LEASE, LEASE, 10)).toHaveLength(1);
  });

  it('that fails counts as tried once when the answer to that is lost', async () => {
    const store = storeOn(losing);
    await store.lease(NOON, LEASE, 10);
    proxy.loseNext();
    await store.settle('1.1', { kind: 'again', at: NOON + 5_000, reason: 'no route' });
    expect(proxy.lost()).toBe(1);
    expect(await store.lease(NOON + 5_000, LEASE, 10)).toMatchObject([{ attempts: 1 }]);
  });
});

describe('what is put under a lost answer', () => {
  beforeEach(() => openThrough('PutItem'));

  it('was claimed by whoever asked, and by nobody else', async () => {
    const clock = new VirtualClock(NOON);
    proxy.loseNext();
    expect(await new DynamoOnce(losing, clock).claimOnce('signature', 600)).toBe(true);
    expect(proxy.lost()).toBe(1);
    expect(await new DynamoOnce(table, clock).claimOnce('signature', 600)).toBe(false);
  });

  it('was reported once', async () => {
    const metric = metricOf(planOf(SHOP), 'complaints');
    proxy.loseNext();
    await new DynamoReports(losing).add({ metric, at: NOON, by: 'sam', value: 1, whole: 4 });
    expect(proxy.lost()).toBe(1);
    expect(await new DynamoReports(table).read(metric, NOON, NOON + 1)).toMatchObject({ part: 1 });
  });
});
