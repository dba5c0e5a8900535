import { normalQuantile } from '../random/quantiles.js';
import { uniformAt } from '../random/stream.js';
import { BIN_WIDTH, Histogram, MIDDLE, type KeptHistogram } from './histogram.js';
import { Shape } from './shape.js';
import { drawCount, TickSeries, type SeriesSource, type Totals } from './tick-series.js';

/** Samples of one tick that are drawn one by one; more are a crowd with the shape of the distribution. */
const MOST_DRAWN = 64;
const TABLE = 4096;
/** Ticks whose histogram is kept. */
const BLOCK = 60;
const GOLDEN = 0.6180339887498949;
/** The standard error of a median, in units of sigma / sqrt(n). */
const MEDIAN_ERROR = 1.2533;

/**
 * Lognormal samples of every tick. They are drawn again whenever they are needed (the same place gives the same
 * number); what is kept are histograms of whole hours.
 */
export class LatencySeries {
  readonly #counts: TickSeries;
  readonly #blocks = new Map<number, KeptHistogram>();
  readonly #scratch: Histogram;
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
    const { count } = this.#counts.totals(tick, tick + 1);
    if (count === 0) return;
    const { source } = this;
    const value = source.climate.at(tick * source.tickMs);
    const shift = MIDDLE + Math.round(Math.log(Math.max(value, Number.MIN_VALUE) / this.base) / BIN_WIDTH);
    if (count <= MOST_DRAWN) {
      for (let index = 0; index < count; index += 1) {
        histogram.add(shift + this.shape.offsetAt(this.#quantile(tick, index)), sign);
      }
      return;
    }
    // A crowd is like any other but for its median, which is off by its standard error.
    const common = source.natural
      ? Math.round(
          ((this.sigma * MEDIAN_ERROR) / Math.sqrt(count) / BIN_WIDTH) *
            normalQuantile(uniformAt(source.valueStream, tick, -1)),
        )
      : 0;
    histogram.addSpread(shift + common, sign * count);
  }

  #quantile(tick: number, index: number): number {
    return this.source.natural
      ? uniformAt(this.source.valueStream, tick, index)
      : ((tick * 7 + index) * GOLDEN) % 1;
  }
}
