import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoInbox } from '../../lib/aws/dynamo-inbox.js';
import { DynamoLastDeployment } from '../../lib/aws/dynamo-last-deployment.js';
import { DynamoOnce } from '../../lib/aws/dynamo-once.js';
import { DynamoPlans } from '../../lib/aws/dynamo-plans.js';
import { DynamoReports } from '../../lib/aws/dynamo-reports.js';
import { DynamoStore } from '../../lib/aws/dynamo-store.js';
import { RolloutTable } from '../../lib/aws/dynamo/rollout-table.js';
import { VirtualClock } from '../../lib/local/virtual-clock.js';
import {
  ENGINE_VERSION,
  EVIDENCE_FORMAT,
  verifyChain,
  type EvidenceHeader,
} from '../../lib/runtime/evidence-chain.js';
import { planHash } from '../../lib/runtime/plan-hash.js';
import { startRollout } from '../../lib/rollout/start-rollout.js';
import { describeInboxContract } from '../contracts/inbox.contract.js';
import { describeStateStoreContract } from '../contracts/state-store.contract.js';
import { planOf, SHOP } from '../local/plan-fixture.js';
import { losingProxy } from './losing-proxy.js';
import { startEmulator, type Emulator } from './ministack/start.js';

const NOON = Date.parse('2026-12-07T12:00:00Z');
const SOURCE = { file: 'shop.yaml', text: SHOP, lists: {} };
const HASH = planHash(SHOP, {});
const HEADER: EvidenceHeader = {
  kind: 'header',
  format: EVIDENCE_FORMAT,
  engine: ENGINE_VERSION,
  rollout: 'shop',
  planHash: HASH,
  plan: SOURCE,
  startsAt: NOON,
};

let emulator: Emulator;
let client: DynamoDBClient;
let count = 0;
const clientOf = (endpoint: string): DynamoDBClient =>
  new DynamoDBClient({
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });

beforeAll(async () => {
  emulator = await startEmulator();
  client = clientOf(emulator.endpoint);
}, 120_000);
afterAll(async () => {
  client.destroy();
  await emulator.stop();
});

/** An empty table of its own. @param pageSize small, so that nothing fits on one page */
async function newTable(pageSize?: number): Promise<RolloutTable> {
  count += 1;
  const table = `rollout-${String(count)}`;
  await client.send(
    new CreateTableCommand({
      TableName: table,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [
        { AttributeName: 'pk', AttributeType: 'S' },
        { AttributeName: 'sk', AttributeType: 'S' },
      ],
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
    }),
  );
  return new RolloutTable({ client, table, ...(pageSize === undefined ? {} : { pageSize }) });
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

const started = { kind: 'started' as const, id: 'start', at: NOON, planHash: HASH, startsAt: NOON };
const changeTo = (revision: number) => ({
  expectedRevision: revision - 1,
  state: { ...startRollout(planOf(SHOP), started), revision },
  evidence: {
    revision,
    at: NOON,
    event: started,
    happenings: [],
    effects: [],
    state: `digest-${String(revision)}`,
  },
  effects: [],
});

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
    let text = '';
    for await (const line of store.evidenceLines(SOURCE)) text += line;
    expect(verifyChain(text)).toMatchObject({ ok: true, complete: false });
    expect(verifyChain(text.replace('digest-4', 'digest-5'))).toMatchObject({
      ok: false,
      broken: { line: 5 },
    });
  });
});

describe('an answer that is lost', () => {
  it('is no conflict: what was written counts as committed', async () => {
    const table = `rollout-${String(count + 1)}`;
    await newTable();
    const proxy = await losingProxy(emulator.endpoint, 'TransactWriteItems');
    const losing = clientOf(proxy.endpoint);
    const store = new DynamoStore({ table: new RolloutTable({ client: losing, table }), header: HEADER });
    proxy.loseNext();
    expect(await store.commit(changeTo(1))).toEqual({ kind: 'committed' });
    expect(proxy.lost()).toBe(1);
    expect((await store.load())?.revision).toBe(1);
    losing.destroy();
    await proxy.close();
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
    const metric = planOf(SHOP).metrics['errors'];
    if (!metric) throw new Error('the plan has no such metric');
    const report = { metric, by: 'rita', value: 3, whole: 10 };
    await reports.add({ ...report, at: NOON });
    await reports.add({ ...report, at: NOON });
    await reports.add({ ...report, at: NOON + 60_000, value: 4 });
    expect(await reports.read(metric, NOON, NOON + 60_000)).toMatchObject({ kind: 'value', value: 0.3 });
    expect(await reports.read(metric, NOON + 60_001, NOON + 90_000)).toEqual({ kind: 'missing' });
  });
});
