import type { LocalInbox } from '../../../lib/local/inbox.js';
import type { RolloutEvent } from '../../../lib/rollout/event.js';
import type { Inbox } from '../../../lib/runtime/ports.js';

/** An inbox that delivers at least once, as queues do: what was acknowledged may come again. */
export class RepeatingInbox implements Inbox {
  readonly #delivered: RolloutEvent[] = [];
  #again: readonly RolloutEvent[] = [];

  constructor(readonly local: LocalInbox) {}

  /** Delivers an event once more that was delivered `back` events ago. */
  repeat(back: number): void {
    const event = this.#delivered.at(-1 - back);
    if (event) this.#again = [...this.#again, event];
  }

  async pending(): Promise<readonly RolloutEvent[]> {
    const pending = await this.local.pending();
    this.#delivered.push(...pending.filter((event) => !this.#delivered.includes(event)));
    return [...this.#again, ...pending];
  }

  async acknowledge(ids: readonly string[]): Promise<void> {
    this.#again = this.#again.filter(({ id }) => !ids.includes(id));
    await this.local.acknowledge(ids);
  }
}
