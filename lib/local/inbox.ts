import type { RolloutEvent } from '../rollout/event.js';
import type { Clock, Inbox, Instant } from '../runtime/ports.js';

interface Expected {
  readonly at: Instant;
  /** Makes the event when its time has come: what somebody says can depend on what is then. */
  readonly make: () => RolloutEvent | undefined;
}

/** The inbox of the embedded engine: what people and hooks are going to say, each at its time. */
export class LocalInbox implements Inbox {
  readonly #expected = new Map<string, Expected>();
  readonly #arrived = new Map<string, RolloutEvent>();
  /** Ids that were acknowledged: the same event twice is the event once. */
  readonly #acknowledged = new Set<string>();

  constructor(private readonly clock: Clock) {}

  /** An event that arrives at its own time. One whose id is known already changes nothing. */
  put(event: RolloutEvent): void {
    this.expect(event.id, event.at, () => event);
  }

  /** An event that is made at `at`; none when `make` gives none. */
  expect(id: string, at: Instant, make: () => RolloutEvent | undefined): void {
    if (this.#expected.has(id) || this.#arrived.has(id) || this.#acknowledged.has(id)) return;
    this.#expected.set(id, { at, make });
  }

  /** Takes back an event that has not arrived yet. */
  withdraw(id: string): void {
    this.#expected.delete(id);
  }

  /** When the next event arrives, or arrived when it is not acknowledged yet; nothing when none is expected. */
  nextAt(): Instant | undefined {
    const times = [...this.#arrived.values(), ...this.#expected.values()].map(({ at }) => at);
    return times.length === 0 ? undefined : Math.min(...times);
  }

  async pending(): Promise<readonly RolloutEvent[]> {
    this.#receive(this.clock.now());
    return [...this.#arrived.values()].sort((one, other) => one.at - other.at);
  }

  async acknowledge(ids: readonly string[]): Promise<void> {
    this.#receive(this.clock.now());
    for (const id of ids) {
      if (this.#arrived.delete(id)) this.#acknowledged.add(id);
    }
  }

  /** Making an event can put others in whose time has come as well. */
  #receive(now: Instant): void {
    for (;;) {
      const due = [...this.#expected].filter(([, { at }]) => at <= now);
      if (due.length === 0) return;
      due.sort(([, one], [, other]) => one.at - other.at);
      for (const [id, { make }] of due) {
        this.#expected.delete(id);
        const event = make();
        if (event) this.#arrived.set(id, event);
      }
    }
  }
}
