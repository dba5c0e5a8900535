import type { Instant } from '../runtime/ports.js';

/** Minutes that are looked at together at most. */
const LONGEST = 128;

/**
 * How many minutes to look at together: twice as many after it went well, half as many after it did not. Strides of n
 * minutes end at a multiple of n, so that what is put together for one serves the next.
 */
export class Strides {
  #stride = LONGEST;

  constructor(private readonly minuteMs: number) {}

  /** The last minute of the stride that begins with this one. */
  lastFrom(minute: Instant): Instant {
    const index = Math.round(minute / this.minuteMs);
    return Math.ceil(index / this.#stride) * this.#stride * this.minuteMs;
  }

  /** Whether all minutes of the last stride could be looked at together. */
  went(well: boolean): void {
    this.#stride = well ? Math.min(LONGEST, this.#stride * 2) : Math.max(1, this.#stride / 2);
  }
}
