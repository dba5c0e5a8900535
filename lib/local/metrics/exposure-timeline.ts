import type { Instant } from '../../runtime/ports.js';
import type { ExposureSnapshot } from '../audience.js';

interface Entry {
  readonly from: Instant;
  readonly snapshot: ExposureSnapshot;
}

/** Who was exposed when. */
export class ExposureTimeline {
  readonly #entries: Entry[] = [];
  /** Where the last question was answered: the next is most often about the same stretch or the one after. */
  #cursor = 0;

  /**
   * From `at` on, `snapshot` holds.
   * @throws RangeError when a later one is known already
   */
  add(at: Instant, snapshot: ExposureSnapshot): void {
    const last = this.#entries.at(-1);
    if (last && at < last.from) {
      throw new RangeError(`exposure is known until ${String(last.from)} and cannot change at ${String(at)}`);
    }
    if (last && last.snapshot.shares === snapshot.shares) return;
    if (last?.from === at) this.#entries.pop();
    this.#entries.push({ from: at, snapshot });
    this.#cursor = 0;
  }

  /** The snapshot that holds at an instant; nothing before the first. */
  at(instant: Instant): ExposureSnapshot | undefined {
    const entries = this.#entries;
    let index = this.#cursor;
    const here = entries[index];
    if (!here || here.from > instant) index = 0;
    while ((entries[index + 1]?.from ?? Number.POSITIVE_INFINITY) <= instant) index += 1;
    this.#cursor = index;
    const entry = entries[index];
    return entry && entry.from <= instant ? entry.snapshot : undefined;
  }

  /** The share of a stratum's control that comes next, at an instant: 0..1. */
  nextShareAt(instant: Instant, stratum: number): number {
    const snapshot = this.at(instant);
    const control = 1 - (snapshot?.shares[stratum] ?? 0);
    return control <= 0 ? 0 : Math.min(1, (snapshot?.next[stratum] ?? 0) / control);
  }

  /** The share of a stratum that is exposed at an instant: 0..1. */
  shareAt(instant: Instant, stratum: number): number {
    return this.at(instant)?.shares[stratum] ?? 0;
  }
}
