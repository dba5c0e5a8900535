import { normalQuantile } from '../random/quantiles.js';
import { numbersAt, uint32In, uniformAt } from '../random/stream.js';
import { BIN_WIDTH, Histogram, MIDDLE, type KeptHistogram } from './histogram.js';
import { Shape } from './shape.js';
import { drawCount, TickSeries, type DrawTick, type SeriesSource, type Totals } from './tick-series.js';

/** Samples of one tick that are drawn one by one; more are a crowd with the shape of the distribution. */
const MOST_DRAWN = 64;
const TABLE_BITS = 12;
const TABLE = 2 ** TABLE_BITS;
/** Limits above which samples are counted at the same time. */
const MOST_LIMITS = 8;
/** Ticks whose histogram is kept: windows that begin or end at a multiple of it are put together at once. */
const BLOCK = 32;
const GOLDEN = 0.6180339887498949;
/** The standard error of a median, in units of sigma / sqrt(n). */
const MEDIAN_ERROR = 1.2533;

/**
 * Lognormal samples of every tick. They are drawn again whenever they are needed (the same place gives the same
 * number); what is kept are histograms of blocks of ticks.
 */
export class LatencySeries {
  readonly #counts: TickSeries;
  readonly #blocks = new Map<number, KeptHistogram>();
  /** By bin: how many samples are above it. */
  readonly #above = new Map<number, TickSeries>();
  readonly #scratch: Histogram;
  /** Most ticks have the value of the tick before. */
  #lastValue = NaN;
  #lastShift = MIDDLE;
  readonly shape: Shape;

  /**
   * @param base the value that histograms are relative to
   * @param percentile what the value of the metric is of its samples: 95
   * @param sigma of the lognormal distribution
   */
  constructor(
    private readonly source: SeriesSource,
    private readonly base: number,
    percentile: number,
    private readonly sigma: number,
  ) {
    this.#counts = new TickSeries(source, drawCount);
    const middle = normalQuantile(percentile / 100);
    this.shape = new Shape(
      Int16Array.from({ length: TABLE }, (_, place) =>
        Math.round((sigma * (normalQuantile((place + 0.5) / TABLE) - middle)) / BIN_WIDTH),
      ),
    );
    this.#scratch = new Histogram(this.shape);
  }

  totals(from: number, to: number): Totals {
    return this.#counts.totals(from, to);
  }

  /** Forgets the ticks from this one on: they were drawn from what was expected, and something else has happened. */
  forgetFrom(tick: number): void {
    this.#counts.forgetFrom(tick);
    for (const above of this.#above.values()) above.forgetFrom(tick);
    for (const index of this.#blocks.keys()) if ((index + 1) * BLOCK > tick) this.#blocks.delete(index);
  }

  /** How many samples there are in ticks [from, to), and as `sum` how many of them are above a bin. */
  totalsAbove(bin: number, from: number, to: number): Totals {
    let above = this.#above.get(bin);
    if (!above) {
      above = new TickSeries(this.source, this.#drawAbove(bin));
      const [oldest] = this.#above.keys();
      if (this.#above.size >= MOST_LIMITS && oldest !== undefined) this.#above.delete(oldest);
      this.#above.set(bin, above);
    }
    return above.totals(from, to);
  }

  /** Counts the same samples that `addTo` adds. */
  #drawAbove(bin: number): DrawTick {
    return (source, tick, _instant, draw) => {
      const count = this.#counts.countAt(tick);
      draw.count = count;
      if (count === 0) return;
      const offset = bin - this.#shift(tick);
      if (count > MOST_DRAWN) {
        draw.sum = count * (1 - this.shape.shareBelow(offset - this.#common(tick, count)));
        return;
      }
      const places = this.shape.placesUpTo(offset);
      if (!source.natural) {
        for (let index = 0; index < count; index += 1)
          if (this.shape.offsetAt(this.#quantile(tick, index)) > offset) draw.sum += 1;
        return;
      }
      const numbers = numbersAt(source.valueStream, tick);
      for (let index = 0; index < count; index += 1)
        if (uint32In(numbers, index) >>> (32 - TABLE_BITS) >= places) draw.sum += 1;
    };
  }

  /** Adds the samples of ticks [from, to) to a histogram, or takes them away. */
  addTo(histogram: Histogram, from: number, to: number, sign: 1 | -1 = 1): void {
    this.source.climate.refresh();
    for (let tick = from; tick < to;) {
      if (tick % BLOCK === 0 && tick + BLOCK <= to) {
        histogram.addAll(this.#block(tick / BLOCK), sign);
        tick += BLOCK;
      } else {
        this.#addTick(histogram, tick, sign);
        tick += 1;
      }
    }
  }

  #block(index: number): KeptHistogram {
    const known = this.#blocks.get(index);
    if (known) return known;
    this.#scratch.clear();
    for (let tick = index * BLOCK; tick < (index + 1) * BLOCK; tick += 1)
      this.#addTick(this.#scratch, tick, 1);
    const block = this.#scratch.keep();
    this.#blocks.set(index, block);
    return block;
  }

  #addTick(histogram: Histogram, tick: number, sign: 1 | -1): void {
    const count = this.#counts.countAt(tick);
    if (count === 0) return;
    const shift = this.#shift(tick);
    if (count <= MOST_DRAWN) {
      for (let index = 0; index < count; index += 1) {
        histogram.add(shift + this.shape.offsetAt(this.#quantile(tick, index)), sign);
      }
      return;
    }
    histogram.addSpread(shift + this.#common(tick, count), sign * count);
  }

  /** The bin of the value that the metric has in a tick. */
  #shift(tick: number): number {
    const value = this.source.climate.at(tick * this.source.tickMs);
    if (value === this.#lastValue) return this.#lastShift;
    this.#lastValue = value;
    this.#lastShift =
      MIDDLE + Math.round(Math.log(Math.max(value, Number.MIN_VALUE) / this.base) / BIN_WIDTH);
    return this.#lastShift;
  }

  /** A crowd is like any other but for its median, which is off by its standard error: so many bins. */
  #common(tick: number, count: number): number {
    const { source } = this;
    if (!source.natural) return 0;
    const error = (this.sigma * MEDIAN_ERROR) / Math.sqrt(count) / BIN_WIDTH;
    return Math.round(error * normalQuantile(uniformAt(source.valueStream, tick, -1)));
  }

  #quantile(tick: number, index: number): number {
    return this.source.natural
      ? uniformAt(this.source.valueStream, tick, index)
      : ((tick * 7 + index) * GOLDEN) % 1;
  }
}
