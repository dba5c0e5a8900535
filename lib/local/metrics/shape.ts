/** How many values are spread, as offsets in bins from the bin they belong to: a distribution in bins. */
export class Shape {
  readonly #first: number;
  readonly #shares: Float64Array;
  /** No value is farther from its bin than so many bins. */
  readonly reach: number;

  /** @param offsets equally likely offsets, in ascending order */
  constructor(private readonly offsets: Int16Array) {
    const first = offsets[0] ?? 0;
    const last = offsets.at(-1) ?? 0;
    this.#first = first;
    this.reach = Math.max(Math.abs(first), Math.abs(last)) + 1;
    this.#shares = new Float64Array(last - first + 1);
    for (const offset of offsets)
      this.#shares[offset - first] = (this.#shares[offset - first] ?? 0) + 1 / offsets.length;
    for (let index = 1; index < this.#shares.length; index += 1)
      this.#shares[index] = (this.#shares[index] ?? 0) + (this.#shares[index - 1] ?? 0);
  }

  /** The share of values whose offset is at most this one, 0..1. */
  shareBelow(offset: number): number {
    const index = offset - this.#first;
    if (index < 0) return 0;
    return index >= this.#shares.length ? 1 : (this.#shares[index] ?? 1);
  }

  /** How many of the equally likely offsets are at most this one. */
  placesUpTo(offset: number): number {
    let low = 0;
    let high = this.offsets.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.offsets[middle] ?? 0) <= offset) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** The offset of a quantile in 0..1. */
  offsetAt(quantile: number): number {
    return this.offsets[Math.floor(quantile * this.offsets.length)] ?? 0;
  }
}
