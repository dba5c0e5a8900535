import type { Shape } from './shape.js';

/** Bins of a histogram; the middle one is at the value that it is relative to. */
const BINS = 4096;
export const MIDDLE = BINS / 2;
/** Width of a bin on the logarithmic scale: 0.5 %. From e^-10 to e^10 times the middle value. */
export const BIN_WIDTH = 0.005;

/** Room to sum up one histogram at a time: for its percentile, which is asked for every minute. */
const SUMS = new Float64Array(BINS);

/** The bins of a histogram that are not empty, for keeping. */
export interface KeptHistogram {
  /** Values one by one. */
  readonly single: KeptBins;
  /** Values that are spread around their bin like the shape. */
  readonly spread: KeptBins;
}

interface KeptBins {
  readonly bins: Uint16Array;
  readonly counts: Uint32Array;
}

/**
 * Counts of values on a logarithmic scale: single values, and crowds of values that are spread around a bin in a known
 * shape, so that a crowd costs no more than one value. Histograms add and subtract exactly.
 */
export class Histogram {
  readonly #single = new Uint32Array(BINS);
  readonly #spread = new Uint32Array(BINS);
  #lowest = BINS;
  #highest = -1;
  /** Crowds lie close together: far fewer bins than single values. */
  #lowestCrowd = BINS;
  #highestCrowd = -1;
  #singles = 0;
  #crowd = 0;
  /** Where the last percentile lay: the next one, a minute later, is seldom far from it. */
  #near = MIDDLE;

  /** @param shape how crowds are spread */
  constructor(private readonly shape: Shape) {}

  /** Adds `count` values (subtracts them when it is negative) to a bin; bins off the scale count as its ends. */
  add(bin: number, count: number): void {
    const inside = this.#inside(bin);
    this.#single[inside] = (this.#single[inside] ?? 0) + count;
    this.#singles += count;
  }

  /** Adds `count` values (subtracts them when it is negative) that are spread around a bin. */
  addSpread(bin: number, count: number): void {
    const inside = this.#inside(bin);
    this.#spread[inside] = (this.#spread[inside] ?? 0) + count;
    this.#crowd += count;
    if (inside < this.#lowestCrowd) this.#lowestCrowd = inside;
    if (inside > this.#highestCrowd) this.#highestCrowd = inside;
  }

  addAll({ single, spread }: KeptHistogram, sign: 1 | -1): void {
    for (let index = 0; index < single.bins.length; index += 1)
      this.add(single.bins[index] ?? 0, sign * (single.counts[index] ?? 0));
    for (let index = 0; index < spread.bins.length; index += 1)
      this.addSpread(spread.bins[index] ?? 0, sign * (spread.counts[index] ?? 0));
  }

  keep(): KeptHistogram {
    return { single: this.#kept(this.#single), spread: this.#kept(this.#spread) };
  }

  #kept(counts: Uint32Array): KeptBins {
    let filled = 0;
    for (let bin = this.#lowest; bin <= this.#highest; bin += 1) if (counts[bin] !== 0) filled += 1;
    const kept = { bins: new Uint16Array(filled), counts: new Uint32Array(filled) };
    let place = 0;
    for (let bin = this.#lowest; bin <= this.#highest; bin += 1) {
      const count = counts[bin] ?? 0;
      if (count === 0) continue;
      kept.bins[place] = bin;
      kept.counts[place] = count;
      place += 1;
    }
    return kept;
  }

  clear(): void {
    if (this.#highest >= this.#lowest) {
      this.#single.fill(0, this.#lowest, this.#highest + 1);
      this.#spread.fill(0, this.#lowest, this.#highest + 1);
    }
    this.#lowest = BINS;
    this.#highest = -1;
    this.#lowestCrowd = BINS;
    this.#highestCrowd = -1;
    this.#singles = 0;
    this.#crowd = 0;
  }

  /**
   * The value below which `percentile` percent of the values lie (the nearest rank), in units of the middle value;
   * nothing when there are none.
   */
  percentile(percentile: number): number | undefined {
    const total = this.#singles + this.#crowd;
    if (total <= 0) return undefined;
    const rank = rankOf(percentile, total);
    const below = this.#summedUp();
    const low = this.#lowestReaching((bin) => below(bin) >= rank);
    this.#near = low;
    const before = below(low - 1);
    const within = (rank - before - 0.5) / (below(low) - before) - 0.5;
    return atBin(low + within);
  }

  /** Gives the number of values at or below a bin. */
  #summedUp(): (bin: number) => number {
    if (this.#singles > 0) this.#sumUp();
    return (bin) =>
      (this.#singles > 0 ? (SUMS[Math.min(bin, this.#highest) - this.#lowest] ?? 0) : 0) +
      (this.#crowd > 0 ? this.#crowdBelow(bin) : 0);
  }

  /** How many values are above `limit`, in units of the middle value; a crowd may count in parts. */
  countAbove(limit: number): number {
    const bin = MIDDLE + Math.floor(Math.log(limit) / BIN_WIDTH);
    let sum = this.#crowd > 0 ? this.#crowd - this.#crowdBelow(bin) : 0;
    for (let above = Math.max(this.#lowest, bin + 1); above <= this.#highest; above += 1)
      sum += this.#single[above] ?? 0;
    return sum;
  }

  /** The lowest bin that reaches what all bins above it reach too: searched in strides that double, then in halves. */
  #lowestReaching(reaches: (bin: number) => boolean): number {
    const lowest = this.#lowest - this.shape.reach;
    const highest = this.#highest + this.shape.reach;
    let low = Math.min(highest, Math.max(lowest, this.#near));
    let high = low;
    for (let stride = 1; high < highest && !reaches(high); stride *= 2) {
      low = high + 1;
      high = Math.min(highest, high + stride);
    }
    for (let stride = 1; low > lowest && reaches(low - 1); stride *= 2) {
      high = low - 1;
      low = Math.max(lowest, low - 1 - stride);
    }
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      if (reaches(middle)) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  /** Sums the single values at or below each bin from the lowest on. */
  #sumUp(): void {
    let sum = 0;
    for (let bin = this.#lowest; bin <= this.#highest; bin += 1) {
      sum += this.#single[bin] ?? 0;
      SUMS[bin - this.#lowest] = sum;
    }
  }

  #crowdBelow(bin: number): number {
    let sum = 0;
    for (let middle = this.#lowestCrowd; middle <= this.#highestCrowd; middle += 1) {
      const count = this.#spread[middle] ?? 0;
      if (count !== 0) sum += count * this.shape.shareBelow(bin - middle);
    }
    return sum;
  }

  #inside(bin: number): number {
    const inside = Math.min(BINS - 1, Math.max(0, bin));
    if (inside < this.#lowest) this.#lowest = inside;
    if (inside > this.#highest) this.#highest = inside;
    return inside;
  }
}

/** The rank of a percentile among so many values: the nearest, from 1 on. */
export function rankOf(percentile: number, total: number): number {
  return Math.max(1, Math.ceil((percentile / 100) * total));
}

/** The value at a place on the scale of bins, in units of the middle value. */
function atBin(place: number): number {
  return Math.exp((place - MIDDLE) * BIN_WIDTH);
}

/** The highest bin whose values are all at most this one, in units of the middle value. */
export function binUpTo(value: number): number {
  return MIDDLE + Math.floor(Math.log(value) / BIN_WIDTH - 0.5);
}

/** The lowest bin whose values are all at least this one, in units of the middle value. */
export function binFrom(value: number): number {
  return MIDDLE + Math.ceil(Math.log(value) / BIN_WIDTH + 0.5);
}
