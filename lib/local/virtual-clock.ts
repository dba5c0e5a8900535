import type { Clock, Instant } from '../runtime/ports.js';

/** A clock that stands still until it is told to go on. */
export class VirtualClock implements Clock {
  #now: Instant;

  constructor(start: Instant) {
    this.#now = start;
  }

  now(): Instant {
    return this.#now;
  }

  /** @throws RangeError when `instant` has passed already. */
  advanceTo(instant: Instant): void {
    if (!(instant >= this.#now)) {
      throw new RangeError(`the clock shows ${String(this.#now)} and cannot go back to ${String(instant)}`);
    }
    this.#now = instant;
  }

  advanceBy(ms: number): void {
    this.advanceTo(this.#now + ms);
  }
}
