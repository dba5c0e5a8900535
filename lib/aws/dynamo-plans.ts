import { gunzipSync, gzipSync } from 'node:zlib';
import { planHash } from '../runtime/plan-hash.js';
import { bytesIn, numberIn } from './dynamo/attributes.js';
import type { PlanSource } from './deployed-plan.js';
import { keyItem, type Item } from './dynamo/keys.js';
import type { RolloutTable, Write } from './dynamo/rollout-table.js';

const CHUNK = 350 * 1024;
/** So many of them stay below the 4 MB of a transaction. */
const MOST_CHUNKS = 11;

/** Plans by their hash, compressed and cut into chunks. A plan never changes, and is never removed. */
export class DynamoPlans {
  constructor(private readonly table: RolloutTable) {}

  /**
   * Stores a plan, all of it or nothing; one that is there already stays as it is.
   * @returns its hash
   * @throws when it is longer than 3.7 MB, compressed, or the table does not take it
   */
  async put(plan: PlanSource): Promise<string> {
    const hash = planHash(plan.text, plan.lists);
    const answer = await this.table.transact(planChunks(hash, plan).map((Item) => added(Item)));
    if (answer.kind === 'refused' && !(await this.get(hash)))
      throw new Error(`the plan ${hash} is being stored by somebody else: try again`);
    return hash;
  }

  /**
   * The plan with that hash; nothing when it was never stored.
   * @throws when what is stored is not that plan
   */
  async get(hash: string): Promise<PlanSource | undefined> {
    const chunks: Item[] = [];
    for await (const item of this.table.list(partition(hash))) chunks.push(item);
    return chunks.length === 0 ? undefined : planOfChunks(hash, chunks);
  }
}

/** The items that hold a plan. @throws when they are too many for one transaction */
export function planChunks(hash: string, { file, text, lists }: PlanSource): readonly Item[] {
  const packed = gzipSync(JSON.stringify({ file, text, lists }));
  const count = Math.ceil(packed.length / CHUNK);
  if (count > MOST_CHUNKS)
    throw new Error(
      `the plan ${file} with its lists has ${String(Math.ceil(packed.length / 1024))} KB, compressed: at most ${String((MOST_CHUNKS * CHUNK) / 1024)} KB can be stored. Shorten its lists`,
    );
  return Array.from({ length: count }, (_, index) => ({
    ...keyItem({ pk: partition(hash), sk: String(index + 1).padStart(4, '0') }),
    count: { N: String(count) },
    chunk: { B: packed.subarray(index * CHUNK, (index + 1) * CHUNK) },
  }));
}

/** The plan in its chunks, in the order of their keys. @throws when it is not the plan with that hash */
export function planOfChunks(hash: string, chunks: readonly Item[]): PlanSource {
  const damaged = (reason: string) =>
    new Error(`the stored plan ${hash} is damaged (${reason}): restore the table to a moment before it was`);
  const [first] = chunks;
  if (!first || numberIn(first, 'count') !== chunks.length) throw damaged('a part of it is missing');
  let plan: PlanSource;
  try {
    const packed = Buffer.concat(chunks.map((item) => bytesIn(item, 'chunk')));
    plan = JSON.parse(gunzipSync(packed).toString('utf8')) as PlanSource;
  } catch {
    throw damaged('it cannot be read');
  }
  if (planHash(plan.text, plan.lists) !== hash) throw damaged('its content has another hash');
  return plan;
}

function partition(hash: string): string {
  return `plan#${hash}`;
}

function added(Item: Item): Write {
  return { Put: { Item, ConditionExpression: 'attribute_not_exists(pk)' } };
}
