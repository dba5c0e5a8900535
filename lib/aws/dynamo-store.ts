import { chainLine, type EvidenceHeader } from '../runtime/evidence-chain.js';
import type { EvidenceRecord } from '../rollout/evidence.js';
import type { RolloutState } from '../rollout/state.js';
import type { CommitAnswer, EffectOutcome, Instant, StateStore, StoredEffect } from '../runtime/ports.js';
import type { PlanSource } from './deployed-plan.js';
import { numberIn, packText, textIn, unpackText } from './dynamo/attributes.js';
import { effectWrites } from './dynamo/effect-items.js';
import { EffectQueue } from './dynamo/effect-queue.js';
import { EVIDENCE, evidenceItem, headerItem, headerLine, readRecord } from './dynamo/evidence-items.js';
import { keyItem, numberKey } from './dynamo/keys.js';
import { MOST_WRITES, type RolloutTable, type Write } from './dynamo/rollout-table.js';

export interface DynamoStoreOptions {
  readonly table: RolloutTable;
  /**
   * What the evidence of this rollout begins with: written with the first commit, and what the chain begins at.
   * @default none: a rollout that has begun is carried on, and none can be begun
   */
  readonly header?: EvidenceHeader;
}

/** The revision that is stored, and the hash of its evidence. */
interface Head {
  readonly revision: number;
  readonly hash: string;
}

const STATE = { pk: 'state', sk: 'state' };

/**
 * Holds one rollout in a table of DynamoDB. A commit is one transaction, conditional on the revision and on the hash of
 * the newest evidence. A state or an evidence record holds 400 KB, compressed.
 */
export class DynamoStore implements StateStore {
  readonly #table: RolloutTable;
  readonly #header: EvidenceHeader | undefined;
  readonly #effects: EffectQueue;
  /** As last seen by this client: saves a read per commit, and is only ever believed under the condition. */
  #seen: Head | undefined;

  constructor({ table, header }: DynamoStoreOptions) {
    this.#table = table;
    this.#header = header;
    this.#effects = new EffectQueue(table);
  }

  async load(): Promise<RolloutState | undefined> {
    const item = await this.#table.get(STATE);
    if (!item) return undefined;
    this.#seen = { revision: numberIn(item, 'revision'), hash: textIn(item, 'hash') };
    return JSON.parse(unpackText(item, 'state')) as RolloutState;
  }

  async commit({
    expectedRevision,
    state,
    evidence,
    effects,
  }: Parameters<StateStore['commit']>[0]): Promise<CommitAnswer> {
    const previous = await this.#hashAt(expectedRevision);
    if (previous === undefined) return { kind: 'conflict' };
    const chained = chainLine({ kind: 'transition', ...evidence }, previous);
    const first = [
      stateWrite(state, chained.hash, { revision: expectedRevision, hash: previous }),
      added(evidenceItem(evidence.revision, chained.line)),
      ...(expectedRevision === 0 && this.#header ? [added(headerItem(this.#header))] : []),
    ];
    const { revision, at: dueAt } = state;
    const room = MOST_WRITES - first.length;
    const writes = [...first, ...effectWrites(effects, { dueAt, revision, room })];
    if (!(await this.#written(writes, chained.hash))) return { kind: 'conflict' };
    this.#seen = { revision, hash: chained.hash };
    return { kind: 'committed' };
  }

  async lease(now: Instant, leaseMs: number, most: number): Promise<readonly StoredEffect[]> {
    return this.#effects.lease(now, leaseMs, most);
  }

  async settle(id: string, outcome: EffectOutcome): Promise<void> {
    return this.#effects.settle(id, outcome);
  }

  async parked(): Promise<readonly StoredEffect[]> {
    return this.#effects.parked();
  }

  async *evidence(): AsyncIterable<EvidenceRecord> {
    for await (const line of this.#lines()) yield readRecord(line);
  }

  /**
   * The lines of an evidence file, as they were chained when they were committed: together they are what `verifyChain`
   * and `replayEvidence` read. There is no last line of kind `end`.
   * @param plan the plan that the rollout was begun with
   */
  async *evidenceLines(plan: PlanSource): AsyncIterable<string> {
    const item = await this.#table.get({ pk: EVIDENCE, sk: numberKey(0) });
    if (!item) return;
    yield headerLine(JSON.parse(unpackText(item, 'record')) as EvidenceHeader, plan).line;
    yield* this.#lines();
  }

  async *#lines(): AsyncIterable<string> {
    const range = { from: numberKey(1), to: '9' };
    for await (const item of this.#table.list(EVIDENCE, range)) yield `${unpackText(item, 'record')}\n`;
  }

  /** What the evidence of the next revision is chained to; nothing when another revision is stored. */
  async #hashAt(revision: number): Promise<string | undefined> {
    if (revision === 0) {
      if (!this.#header)
        throw new Error('a rollout is begun with the header of its evidence, and none was given');
      return headerLine(this.#header, this.#header.plan).hash;
    }
    const head = this.#seen?.revision === revision ? this.#seen : await this.#head();
    return head?.revision === revision ? head.hash : undefined;
  }

  async #head(): Promise<Head | undefined> {
    const item = await this.#table.get(STATE);
    return item && { revision: numberIn(item, 'revision'), hash: textIn(item, 'hash') };
  }

  /** @returns false when somebody else has committed, or is committing */
  async #written(writes: readonly Write[], hash: string): Promise<boolean> {
    try {
      const answer = await this.#table.transact(writes);
      if (answer.kind === 'done') return true;
      // The state had no objection: a write that is only busy is no contradiction, it is to be tried on the next look.
      if (answer.refusals[0] !== 'none' || !answer.refusals.includes('condition')) return false;
      throw new Error('evidence of a revision is there already, without its state: look at the table');
    } catch (error) {
      // The answer can be lost after the transaction took effect: then the hash, which nobody else has, is there.
      const head = await this.#head().catch(() => undefined);
      if (head?.hash === hash) return true;
      throw error;
    }
  }
}

function stateWrite(state: RolloutState, hash: string, expected: Head): Write {
  const { revision } = state;
  const Item = {
    ...keyItem(STATE),
    revision: { N: String(revision) },
    hash: { S: hash },
    state: packText(JSON.stringify(state), `the state of revision ${String(revision)}`),
  };
  if (expected.revision === 0) return added(Item);
  return {
    Put: {
      Item,
      ConditionExpression: '#revision = :revision AND #hash = :hash',
      ExpressionAttributeNames: { '#revision': 'revision', '#hash': 'hash' },
      ExpressionAttributeValues: {
        ':revision': { N: String(expected.revision) },
        ':hash': { S: expected.hash },
      },
    },
  };
}

function added(Item: ReturnType<typeof keyItem>): Write {
  return { Put: { Item, ConditionExpression: 'attribute_not_exists(pk)' } };
}
