import { textIn } from './dynamo/attributes.js';
import { keyItem } from './dynamo/keys.js';
import type { RolloutTable } from './dynamo/rollout-table.js';

const KEY = { pk: 'deployed', sk: 'last' };

/** What a stack was deployed with. */
export interface LastDeployment {
  readonly planHash: string;
  /** As it was asked for, such as `pilot#2`. */
  readonly phase: string;
}

/** What the stack was last deployed with to its end: tells a deployment that is taken back from a new one. */
export class DynamoLastDeployment {
  constructor(private readonly table: RolloutTable) {}

  /** Nothing before the first deployment has come to its end. */
  async get(): Promise<LastDeployment | undefined> {
    const item = await this.table.get(KEY);
    return item && { planHash: textIn(item, 'plan'), phase: textIn(item, 'phase') };
  }

  async put({ planHash, phase }: LastDeployment): Promise<void> {
    await this.table.put({ Item: { ...keyItem(KEY), plan: { S: planHash }, phase: { S: phase } } });
  }
}
