import { randomUUID } from 'node:crypto';
import type { Clock } from '../runtime/ports.js';
import { keyItem } from './dynamo/keys.js';
import type { RolloutTable } from './dynamo/rollout-table.js';

const ONCE = 'once';
const SECOND = 1000;

/** Accepts ids once: protects signed commands from being replayed. */
export class DynamoOnce {
  constructor(
    private readonly table: RolloutTable,
    private readonly clock: Clock,
  ) {}

  /**
   * Claims an id. DynamoDB removes it some time after `expires`; until then it is told by that time.
   * @param ttlSeconds how long it stays claimed: longer than what carries the id is valid
   * @returns whether it was free: true for one caller only
   */
  async claimOnce(id: string, ttlSeconds: number): Promise<boolean> {
    const now = Math.floor(this.clock.now() / SECOND);
    // Lets the client's own second try, after a lost answer, recognise its first.
    const claim = { S: randomUUID() };
    return this.table.put({
      Item: {
        ...keyItem({ pk: ONCE, sk: id }),
        expires: { N: String(now + Math.ceil(ttlSeconds)) },
        claim,
      },
      ConditionExpression: 'attribute_not_exists(pk) OR #expires < :now OR #claim = :claim',
      ExpressionAttributeNames: { '#expires': 'expires', '#claim': 'claim' },
      ExpressionAttributeValues: { ':now': { N: String(now) }, ':claim': claim },
    });
  }
}
