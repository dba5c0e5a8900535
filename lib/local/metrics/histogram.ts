/** Bins of a histogram; the middle one is at the value that it is relative to. */
export const BINS = 4096;
export const MIDDLE = BINS / 2;
/** Width of a bin on the logarithmic scale: 0.5 %. From e^-10 to e^10 times the middle value. */
export const BIN_WIDTH = 0.005;

/** The part of a histogram that is not empty, for keeping. */
export interface KeptHistogram {
  readonly first: number;
  readonly counts: Uint32Array;
}

/** Counts of values on a logarithmic scale. Histograms add and subtract exactly. */
export class Histogram {
  readonly #bins = new Uint32Array(BINS);
  #lowest = BINS;
  #highest = -1;
  #total = 0;

  get total(): number {
    return this.#total;
  }

  /** Adds `count` values (subtracts them when it is negative) to a bin; bins off the scale count as its ends. */
  add(bin: number, count: number): void {
    const inside = Math.min(BINS - 1, Math.max(0, bin));
    this.#bins[inside] = (this.#bins[inside] ?? 0) + count;
    this.#total += count;
    if (inside < this.#lowest) this.#lowest = inside;
    if (inside > this.#highest) this.#highest = inside;
  }

  addAll({ first, counts }: KeptHistogram, sign: 1 | -1): void {
    counts.forEach((count, index) => {
      if (count !== 0) this.add(first + index, sign * count);
    });
  }

  keep(): KeptHistogram {
    if (this.#highest < this.#lowest) return { first: 0, counts: new Uint32Array(0) };
    return { first: this.#lowest, counts: this.#bins.slice(this.#lowest, this.#highest + 1) };
  }

  clear(): void {
    if (this.#highest >= this.#lowest) this.#bins.fill(0, this.#lowest, this.#highest + 1);
    this.#lowest = BINS;
    this.#highest = -1;
    this.#total = 0;
  }

  /**
   * The value below which `percentile` percent of the values lie (the nearest rank), in units of the middle value;
   * nothing when there are none.
   */
  percentile(percentile: number): number | undefined {
    if (this.#total <= 0) return undefined;
    const rank = Math.max(1, Math.ceil((percentile / 100) * this.#total));
    // From above, since high percentiles are asked for.
    let above = this.#total;
    for (let bin = this.#highest; bin >= this.#lowest; bin -= 1) {
      const count = this.#bins[bin] ?? 0;
      above -= count;
      if (above < rank && count > 0) {
        const within = (rank - above - 0.5) / count - 0.5;
        return Math.exp((bin - MIDDLE + within) * BIN_WIDTH);
      }
    }
    return undefined;
  }
}
