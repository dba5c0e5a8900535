import { textIn } from './dynamo/attributes.js';
import { keyItem } from './dynamo/keys.js';
import type { RolloutTable } from './dynamo/rollout-table.js';

const KEY = { pk: 'deployed', sk: 'plan' };

/** Which plan the stack was last deployed with to its end: tells a deployment that is taken back from a new one. */
export class DynamoDeployedPlan {
  constructor(private readonly table: RolloutTable) {}

  /** Its hash; nothing before the first deployment has come to its end. */
  async get(): Promise<string | undefined> {
    const item = await this.table.get(KEY);
    return item && textIn(item, 'hash');
  }

  async put(hash: string): Promise<void> {
    await this.table.put({ Item: { ...keyItem(KEY), hash: { S: hash } } });
  }
}
