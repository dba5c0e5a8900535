import type { Clock, Instant } from '../../runtime/ports.js';

/**
 * Lets the model's minutes pass faster than everybody's, and tells everybody about it in their own time: at speed 60 a
 * spread of ten minutes takes ten seconds, and a deployment that started now says that it started now.
 */
export class TimeScale {
  readonly #origin: Instant;

  /** @throws RangeError when the speed is not above 0 */
  constructor(
    private readonly clock: Clock,
    private readonly speed = 1,
  ) {
    if (!(speed > 0)) throw new RangeError(`a speed is above 0, got ${String(speed)}`);
    this.#origin = clock.now();
  }

  /** Everybody's time. */
  real(): Instant {
    return this.clock.now();
  }

  /** The model's time. */
  model(): Instant {
    return this.#origin + (this.clock.now() - this.#origin) * this.speed;
  }

  /** An instant of the model, in everybody's time. */
  toReal(instant: Instant): Instant {
    return this.#origin + (instant - this.#origin) / this.speed;
  }
}
