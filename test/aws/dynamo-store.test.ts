import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoStore } from '../../lib/aws/dynamo-store.js';
import { RolloutTable } from '../../lib/aws/dynamo/rollout-table.js';
import { changeTo, HEADER } from '../emulator/changes.js';
import { startEndpoint, type AwsEndpoint } from './aws-endpoint.js';

const JSON_TYPE = { 'content-type': 'application/x-amz-json-1.0' };
const json = (status: number, value: unknown) => ({
  status,
  headers: JSON_TYPE,
  body: JSON.stringify(value),
});

let endpoint: AwsEndpoint | undefined;
let client: DynamoDBClient | undefined;
afterEach(async () => {
  client?.destroy();
  await endpoint?.close();
});

/** A store on a table that answers transactions with the codes of their writes, and is empty. */
async function storeThatHears(...codes: readonly string[]): Promise<DynamoStore> {
  endpoint = await startEndpoint(({ headers }) => {
    if (!String(headers['x-amz-target']).endsWith('TransactWriteItems')) return json(200, {});
    const CancellationReasons = codes.map((Code) => ({ Code }));
    return json(400, { __type: 'TransactionCanceledException', CancellationReasons });
  });
  client = new DynamoDBClient(endpoint.config);
  return new DynamoStore({ table: new RolloutTable({ client, table: 'rollout' }), header: HEADER });
}

describe('a commit that DynamoDB refuses', () => {
  it.each<[string, readonly string[]]>([
    ['the revision is another', ['ConditionalCheckFailed', 'None', 'None']],
    ['somebody else is committing it', ['TransactionConflict', 'TransactionConflict', 'None']],
    ['somebody else is writing its evidence', ['TransactionConflict', 'ConditionalCheckFailed', 'None']],
    ['somebody else is busy with any other item of it', ['None', 'None', 'TransactionConflict']],
  ])('is a conflict, to look again, when %s', async (_, codes) => {
    const store = await storeThatHears(...codes);
    expect(await store.commit(changeTo(1))).toEqual({ kind: 'conflict' });
  });

  it('is an error when there is evidence of a revision without its state', async () => {
    const store = await storeThatHears('None', 'ConditionalCheckFailed', 'None');
    await expect(store.commit(changeTo(1))).rejects.toThrow(/evidence of a revision is there already/u);
  });

  it.each(['ItemCollectionSizeLimitExceeded', 'ProvisionedThroughputExceeded', 'ValidationError', 'New'])(
    'is an error that names the action when it says %s',
    async (code) => {
      const store = await storeThatHears('None', 'None', code);
      await expect(store.commit(changeTo(1))).rejects.toThrow(/dynamodb:TransactWriteItems/u);
    },
  );
});

it('a rollout is begun with the header of its evidence only', async () => {
  await storeThatHears();
  const table = new RolloutTable({ client: client ?? new DynamoDBClient(), table: 'rollout' });
  await expect(new DynamoStore({ table }).commit(changeTo(1))).rejects.toThrow(
    'a rollout is begun with the header of its evidence, and none was given',
  );
});
