import { packText, unpackText } from './dynamo/attributes.js';
import { keyItem } from './dynamo/keys.js';
import type { RolloutTable } from './dynamo/rollout-table.js';
import type { DrillProgress } from './operate/operate-drill.js';

const KEY = { pk: 'drill', sk: 'newest' };

/** What the newest drill has seen so far, for those who watch it. Its proof becomes evidence when it is over. */
export class DynamoDrills {
  constructor(private readonly table: RolloutTable) {}

  async get(): Promise<DrillProgress | undefined> {
    const item = await this.table.get(KEY);
    return item && (JSON.parse(unpackText(item, 'drill')) as DrillProgress);
  }

  async put(progress: DrillProgress): Promise<void> {
    await this.table.put({
      Item: { ...keyItem(KEY), drill: packText(JSON.stringify(progress), 'what a drill has seen') },
    });
  }
}
