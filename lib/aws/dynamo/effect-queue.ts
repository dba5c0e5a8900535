import { randomUUID } from 'node:crypto';
import type { EffectOutcome, Instant, StoredEffect } from '../../runtime/ports.js';
import { EFFECT_BATCHES, EFFECTS, readEffect, takeApart } from './effect-items.js';
import { keyItem, type Item } from './keys.js';
import type { RolloutTable } from './rollout-table.js';

const DUE = '#dueAt <= :now AND attribute_not_exists(#parked) AND attribute_exists(pk)';
const FREE = 'attribute_not_exists(#leasedUntil) OR #leasedUntil <= :now';

/** The effects that wait in the table. They are few: one that is done is removed. */
export class EffectQueue {
  constructor(private readonly table: RolloutTable) {}

  /** As StateStore says. Throws only when nothing could be leased: what is leased is to be carried out. */
  async lease(now: Instant, leaseMs: number, most: number): Promise<readonly StoredEffect[]> {
    await this.#takeApartBatches();
    const waiting = (await this.#all())
      .filter(
        ({ parked, dueAt, leasedUntil = now }) => parked === undefined && dueAt <= now && leasedUntil <= now,
      )
      .sort(
        (one, other) => one.dueAt - other.dueAt || one.revision - other.revision || one.place - other.place,
      );
    const until = now + leaseMs;
    const holder = randomUUID();
    const leased: StoredEffect[] = [];
    for (let next = 0; next < waiting.length && leased.length < most;) {
      const asked = waiting.slice(next, next + most - leased.length);
      next += asked.length;
      const answers = await Promise.allSettled(
        asked.map(({ effect }) => this.#leaseOne(effect.id, { now, until, holder })),
      );
      for (const [index, { effect, attempts, dueAt }] of asked.entries()) {
        const answer = answers[index];
        if (answer?.status === 'fulfilled' && answer.value)
          leased.push({ effect, attempts, dueAt, leasedUntil: until });
      }
      const failed = answers.find((answer) => answer.status === 'rejected');
      if (failed && leased.length === 0) throw failed.reason;
      if (failed) break;
    }
    return leased;
  }

  /** Ends an effect that is leased. What is settled already stays so, also when the answer to this call gets lost. */
  async settle(id: string, outcome: EffectOutcome): Promise<void> {
    const key = { pk: EFFECTS, sk: id };
    switch (outcome.kind) {
      case 'done':
        return this.table.delete(key);
      case 'again':
        await this.table.update({
          Key: keyItem(key),
          UpdateExpression:
            'SET #attempts = #attempts + :one, #dueAt = :at, #reason = :reason REMOVE #leasedUntil, #holder',
          ConditionExpression: 'attribute_exists(#leasedUntil)',
          ExpressionAttributeNames: names('attempts', 'dueAt', 'reason', 'leasedUntil', 'holder'),
          ExpressionAttributeValues: {
            ':one': { N: '1' },
            ':at': { N: String(outcome.at) },
            ':reason': { S: outcome.reason },
          },
        });
        return;
      case 'parked':
        await this.table.update({
          Key: keyItem(key),
          UpdateExpression:
            'SET #attempts = #attempts + :one, #parked = :reason REMOVE #leasedUntil, #holder',
          ConditionExpression: 'attribute_exists(#leasedUntil)',
          ExpressionAttributeNames: names('attempts', 'parked', 'leasedUntil', 'holder'),
          ExpressionAttributeValues: { ':one': { N: '1' }, ':reason': { S: outcome.reason } },
        });
        return;
    }
  }

  async parked(): Promise<readonly StoredEffect[]> {
    return (await this.#all())
      .filter(({ parked }) => parked !== undefined)
      .map(({ effect, attempts, dueAt, parked }) => ({ effect, attempts, dueAt, parked }));
  }

  async #all(): Promise<readonly ReturnType<typeof readEffect>[]> {
    return (await this.#items(EFFECTS)).map(readEffect);
  }

  /** The holder lets the client's own second try, after a lost answer, recognise its first. */
  async #leaseOne(
    id: string,
    { now, until, holder }: { readonly now: Instant; readonly until: Instant; readonly holder: string },
  ): Promise<boolean> {
    return this.table.update({
      Key: keyItem({ pk: EFFECTS, sk: id }),
      UpdateExpression: 'SET #leasedUntil = :until, #holder = :holder',
      ConditionExpression: `${DUE} AND (${FREE} OR #holder = :holder)`,
      ExpressionAttributeNames: names('dueAt', 'parked', 'leasedUntil', 'holder'),
      ExpressionAttributeValues: {
        ':now': { N: String(now) },
        ':until': { N: String(until) },
        ':holder': { S: holder },
      },
    });
  }

  /** Whoever is refused was second: the effects are there, or somebody else is about to put them there. */
  async #takeApartBatches(): Promise<void> {
    for (const batch of await this.#items(EFFECT_BATCHES)) await this.table.transact(takeApart(batch));
  }

  async #items(pk: string): Promise<readonly Item[]> {
    const items: Item[] = [];
    for await (const item of this.table.list(pk)) items.push(item);
    return items;
  }
}

function names(...attributes: readonly string[]): Record<string, string> {
  return Object.fromEntries(attributes.map((name) => [`#${name}`, name]));
}
