import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { keyItem } from '../../../lib/aws/dynamo/keys.js';
import { RolloutTable } from '../../../lib/aws/dynamo/rollout-table.js';
import { startEndpoint, type AwsEndpoint } from '../aws-endpoint.js';

const KEY = { pk: 'state', sk: 'one' };
let endpoint: AwsEndpoint;
let client: DynamoDBClient;
const asked: string[] = [];
beforeEach(async () => {
  asked.length = 0;
  endpoint = await startEndpoint(({ body }) => {
    asked.push(body);
    return { status: 200, headers: { 'content-type': 'application/x-amz-json-1.0' }, body: '{}' };
  });
  client = new DynamoDBClient(endpoint.config);
});
afterEach(async () => {
  client.destroy();
  await endpoint.close();
});

/** Every way to ask the table for something. */
const WAYS: readonly (readonly [string, (table: RolloutTable) => Promise<unknown>])[] = [
  ['get', (table) => table.get(KEY)],
  ['list', (table) => table.list(KEY.pk).next()],
  ['put', (table) => table.put({ Item: keyItem(KEY) })],
  ['update', (table) => table.update({ Key: keyItem(KEY), UpdateExpression: 'SET a = b' })],
  ['delete', (table) => table.delete(KEY)],
  [
    'transact',
    (table) =>
      table.transact([
        { Put: { Item: keyItem(KEY) } },
        { Update: { Key: keyItem(KEY), UpdateExpression: 'SET a = b' } },
        { Delete: { Key: keyItem(KEY) } },
      ]),
  ],
];

it.each(WAYS)('%s stays within the partitions of its rollout', async (_, act) => {
  await act(new RolloutTable({ client, table: 't', prefix: 'drill/' }));
  await act(new RolloutTable({ client, table: 't' }));
  const [own = '', plain = ''] = asked;
  const partitions = (body: string) => [...body.matchAll(/"S":"((?:drill\/)?state)"/gu)].map(([, pk]) => pk);
  expect(partitions(own).length).toBeGreaterThan(0);
  expect(new Set(partitions(own))).toEqual(new Set(['drill/state']));
  expect(partitions(plain)).toHaveLength(partitions(own).length);
  expect(new Set(partitions(plain))).toEqual(new Set(['state']));
});
