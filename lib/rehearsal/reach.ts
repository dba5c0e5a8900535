import type { ExposureSnapshot, SimulatedAudience } from '../local/audience.js';
import type { Instant } from '../runtime/ports.js';

interface Stretch {
  readonly from: Instant;
  readonly exposed: readonly Uint32Array[];
  readonly units: number;
}

/** Who was exposed when, in one run. */
export class Reach {
  readonly #stretches: Stretch[] = [];
  #audience: SimulatedAudience | undefined;

  add(at: Instant, { exposed, units }: ExposureSnapshot, audience: SimulatedAudience): void {
    this.#audience = audience;
    this.#stretches.push({ from: at, exposed, units });
  }

  /** How many units were exposed at any time in [from, to). */
  unitsWithin(from: Instant, to: Instant): number {
    const reached = this.#marked(from, to);
    let units = 0;
    reached.forEach((isReached, unit) => {
      if (isReached === 1) units += this.#audience?.units[unit]?.weight ?? 0;
    });
    return Math.round(units);
  }

  /** When fewer units were exposed than just before, for the first time since `from`. */
  fellSince(from: Instant): Instant | undefined {
    const first = this.#stretches.findIndex((one) => one.from >= from);
    if (first < 0) return undefined;
    const fallen = this.#stretches.find(
      (one, index) => index >= first && one.units < (this.#stretches[index - 1]?.units ?? 0),
    );
    return fallen?.from;
  }

  /** When none of those who were exposed in [from, to) was exposed any more, since `to`. */
  backSince(from: Instant, to: Instant): Instant | undefined {
    const reached = this.#marked(from, to);
    return this.#stretches.find(
      (one) => one.from >= to && !one.exposed.some((units) => units.some((unit) => reached[unit] === 1)),
    )?.from;
  }

  #marked(from: Instant, to: Instant): Uint8Array {
    const marked = new Uint8Array(this.#audience?.units.length ?? 0);
    this.#stretches.forEach((one, index) => {
      const end = this.#stretches[index + 1]?.from ?? Infinity;
      if (one.from >= to || end <= from) return;
      for (const units of one.exposed) for (const unit of units) marked[unit] = 1;
    });
    return marked;
  }
}
