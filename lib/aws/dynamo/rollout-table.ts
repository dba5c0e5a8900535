import {
  ConditionalCheckFailedException,
  DeleteItemCommand,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  TransactionCanceledException,
  TransactWriteItemsCommand,
  UpdateItemCommand,
  type AttributeValue,
  type Delete,
  type DynamoDBClient,
  type Put,
  type Update,
} from '@aws-sdk/client-dynamodb';
import { ServiceError } from '../service-error.js';
import { keyItem, type Item, type Key } from './keys.js';

export interface RolloutTableOptions {
  readonly client: DynamoDBClient;
  /** Name or ARN of the table: partition key `pk`, sort key `sk`, both texts; time to live in `expires`. */
  readonly table: string;
  /** Items of one page of a query, 1 or more. @default as many as fit into the 1 MB that DynamoDB gives at once */
  readonly pageSize?: number;
  /** What every partition key begins with: the items of another rollout in the same table. @default nothing */
  readonly prefix?: string;
}

export type PutWrite = Omit<Put, 'TableName'>;
export type UpdateWrite = Omit<Update, 'TableName'>;

/** One write of a transaction. */
export type Write =
  | { readonly Put: PutWrite }
  | { readonly Update: UpdateWrite }
  | { readonly Delete: Omit<Delete, 'TableName'> };

/** The most writes that one transaction takes. */
export const MOST_WRITES = 100;

/** What became of one write of a transaction that was refused: only these two leave it to the caller to look again. */
export type WriteRefusal = 'none' | 'condition' | 'busy';

export type TransactAnswer =
  | { readonly kind: 'done' }
  /** Nothing was written; for each write why not, in their order. */
  | { readonly kind: 'refused'; readonly refusals: readonly WriteRefusal[] };

const refusalOf: Readonly<Record<string, WriteRefusal>> = {
  None: 'none',
  ConditionalCheckFailed: 'condition',
  TransactionConflict: 'busy',
};

/**
 * The table of one rollout. Reads are strongly consistent and complete, whatever the page size. Every method throws
 * ServiceError when DynamoDB gives no usable answer.
 */
export class RolloutTable {
  constructor(private readonly options: RolloutTableOptions) {}

  async get(key: Key): Promise<Item | undefined> {
    const { client, table } = this.options;
    const Key = this.#within(keyItem(key));
    const command = new GetItemCommand({ TableName: table, Key, ConsistentRead: true });
    return (await named('GetItem', client.send(command))).Item;
  }

  /** The items of a partition by their sort keys, all of them or those between two, both included. */
  async *list(
    pk: string,
    range?: { readonly from: string; readonly to: string },
  ): AsyncGenerator<Item, void, undefined> {
    const { client, table, pageSize, prefix = '' } = this.options;
    let start: Record<string, AttributeValue> | undefined;
    do {
      const command = new QueryCommand({
        TableName: table,
        ConsistentRead: true,
        KeyConditionExpression: range ? 'pk = :pk AND sk BETWEEN :from AND :to' : 'pk = :pk',
        ExpressionAttributeValues: {
          ':pk': { S: `${prefix}${pk}` },
          ...(range ? { ':from': { S: range.from }, ':to': { S: range.to } } : {}),
        },
        ...(pageSize === undefined ? {} : { Limit: pageSize }),
        ...(start ? { ExclusiveStartKey: start } : {}),
      });
      const page = await named('Query', client.send(command));
      yield* page.Items ?? [];
      start = page.LastEvaluatedKey;
    } while (start);
  }

  /** @returns whether its condition held */
  async put(write: PutWrite): Promise<boolean> {
    const { client, table } = this.options;
    const Item = this.#within(write.Item);
    return held('PutItem', client.send(new PutItemCommand({ ...write, Item, TableName: table })));
  }

  /** @returns whether its condition held */
  async update(write: UpdateWrite): Promise<boolean> {
    const { client, table } = this.options;
    const Key = this.#within(write.Key);
    return held('UpdateItem', client.send(new UpdateItemCommand({ ...write, Key, TableName: table })));
  }

  async delete(key: Key): Promise<void> {
    const { client, table } = this.options;
    const Key = this.#within(keyItem(key));
    await named('DeleteItem', client.send(new DeleteItemCommand({ TableName: table, Key })));
  }

  /**
   * Writes all or nothing. The client gives every call a token of its own, under which its retries count once:
   * a lost answer to an earlier try is not a conflict.
   * @param writes 1 to 100, no two of the same item, 4 MB together
   */
  async transact(writes: readonly Write[]): Promise<TransactAnswer> {
    const { client } = this.options;
    const command = new TransactWriteItemsCommand({
      TransactItems: writes.map((write) => this.#write(write)),
    });
    try {
      await client.send(command);
      return { kind: 'done' };
    } catch (error) {
      const refusals = refusalsOf(error);
      if (refusals) return { kind: 'refused', refusals };
      throw new ServiceError('dynamodb:TransactWriteItems', error);
    }
  }

  #write(write: Write) {
    const { table: TableName } = this.options;
    if ('Put' in write) return { Put: { ...write.Put, Item: this.#within(write.Put.Item), TableName } };
    if ('Update' in write)
      return { Update: { ...write.Update, Key: this.#within(write.Update.Key), TableName } };
    return { Delete: { ...write.Delete, Key: this.#within(write.Delete.Key), TableName } };
  }

  /** The same key or item, in the partitions of this rollout. */
  #within<T extends Record<string, AttributeValue> | undefined>(keyed: T): T {
    const { prefix } = this.options;
    const pk = keyed?.['pk']?.S;
    return prefix === undefined || pk === undefined ? keyed : { ...keyed, pk: { S: `${prefix}${pk}` } };
  }
}

/** Nothing for an error that says more than that somebody else was there, such as an item that is too long. */
function refusalsOf(error: unknown): readonly WriteRefusal[] | undefined {
  if (!(error instanceof TransactionCanceledException)) return undefined;
  const refusals = (error.CancellationReasons ?? []).map(({ Code }) => refusalOf[Code ?? 'None']);
  const known = refusals.filter((refusal) => refusal !== undefined);
  return known.length > 0 && known.length === refusals.length ? known : undefined;
}

async function named<T>(operation: string, answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    throw new ServiceError(`dynamodb:${operation}`, error);
  }
}

async function held(operation: string, answer: Promise<unknown>): Promise<boolean> {
  try {
    await answer;
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw new ServiceError(`dynamodb:${operation}`, error);
  }
}
