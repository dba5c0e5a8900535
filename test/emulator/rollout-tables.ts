import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { RolloutTable } from '../../lib/aws/dynamo/rollout-table.js';
import { RETRYING } from '../../lib/aws/retry.js';
import { startEmulator } from './ministack/start.js';

/** Tables of rollouts on an emulator of their own. */
export interface RolloutTables {
  readonly endpoint: string;
  /** Makes an empty table. @returns its name */
  create(): Promise<string>;
  /** A table that is there. @param pageSize small, so that nothing fits on one page */
  open(name: string, pageSize?: number): RolloutTable;
  close(): Promise<void>;
}

export async function openTables(): Promise<RolloutTables> {
  const { endpoint, stop } = await startEmulator();
  const client = clientOf(endpoint);
  let count = 0;
  return {
    endpoint,
    create: async () => {
      count += 1;
      const name = `rollout-${String(count)}`;
      await client.send(
        new CreateTableCommand({
          TableName: name,
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
      return name;
    },
    open: (table, pageSize) =>
      new RolloutTable({ client, table, ...(pageSize === undefined ? {} : { pageSize }) }),
    close: async () => {
      client.destroy();
      await stop();
    },
  };
}

/** A client that tries again as the deployed ones do. */
export function clientOf(endpoint: string): DynamoDBClient {
  return new DynamoDBClient({
    ...RETRYING,
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
}
