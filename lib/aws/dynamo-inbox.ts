import { setTimeout as pause } from 'node:timers/promises';
import type { RolloutEvent } from '../rollout/event.js';
import type { Inbox } from '../runtime/ports.js';
import { packText, textIn, unpackText } from './dynamo/attributes.js';
import { keyItem, timeKey } from './dynamo/keys.js';
import type { RolloutTable } from './dynamo/rollout-table.js';

const INBOX = 'inbox';
/** Partition of the ids that were ever posted: an event that was acknowledged does not come back. */
const IDS = 'inbox-id';
const MOST_TRIES = 5;
const PAUSE_MS = 50;

/** What people, hooks and alarms have said, until the controller has taken it. */
export class DynamoInbox implements Inbox {
  constructor(private readonly table: RolloutTable) {}

  /**
   * Puts an event into the inbox; one whose id was posted before changes nothing.
   * @throws when the table does not take it
   */
  async post(event: RolloutEvent): Promise<void> {
    const entry = `${timeKey(event.at)}#${event.id}`;
    for (let tries = 1; ; tries += 1) {
      const answer = await this.table.transact([
        {
          Put: {
            Item: { ...keyItem({ pk: IDS, sk: event.id }), entry: { S: entry } },
            ConditionExpression: 'attribute_not_exists(pk)',
          },
        },
        {
          Put: {
            Item: {
              ...keyItem({ pk: INBOX, sk: entry }),
              event: packText(JSON.stringify(event), `the event ${event.id}`),
            },
          },
        },
      ]);
      if (answer.kind === 'done' || answer.refusals[0] === 'condition') return;
      // Somebody posts the same event right now, and may fail: it must not get lost between the two.
      if (tries === MOST_TRIES)
        throw new Error(`the event ${event.id} is being posted by somebody else: post it again`);
      await pause(PAUSE_MS * tries);
    }
  }

  async pending(): Promise<readonly RolloutEvent[]> {
    const events: RolloutEvent[] = [];
    for await (const item of this.table.list(INBOX))
      events.push(JSON.parse(unpackText(item, 'event')) as RolloutEvent);
    return events;
  }

  async acknowledge(ids: readonly string[]): Promise<void> {
    await Promise.all(
      ids.map(async (id) => {
        const known = await this.table.get({ pk: IDS, sk: id });
        if (known) await this.table.delete({ pk: INBOX, sk: textIn(known, 'entry') });
      }),
    );
  }
}
