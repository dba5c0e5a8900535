import { uniformAt } from '../random/stream.js';
import { CHUNK, drawCount, TickSeries, type SeriesSource, type Totals } from './tick-series.js';

/**
 * The smallest (or largest) of the samples of every tick. The value of the metric is what the samples come near to
 * from the good or bad side without ever passing it: the more samples, the nearer.
 */
export class ExtremeSeries {
  readonly #counts: TickSeries;
  readonly #chunks = new Map<number, number>();

  /**
   * @param spread how far the extreme of a single sample lies off, relative to the value
   * @param bounds the values that the metric can have
   */
  constructor(
    private readonly source: SeriesSource,
    private readonly which: 'min' | 'max',
    private readonly spread: number,
    private readonly bounds: { readonly lowest: number; readonly highest: number },
  ) {
    this.#counts = new TickSeries(source, drawCount);
  }

  totals(from: number, to: number): Totals {
    return this.#counts.totals(from, to);
  }

  /** The extreme of ticks [from, to); nothing when there is no sample. */
  extreme(from: number, to: number): number | undefined {
    const found = this.#extreme(from, to);
    return Number.isFinite(found) ? found : undefined;
  }

  #extreme(from: number, to: number): number {
    let found = this.#none;
    for (let tick = from; tick < to; ) {
      const whole = tick % CHUNK === 0 && tick + CHUNK <= to;
      found = this.#worse(found, whole ? this.#ofChunk(tick / CHUNK) : this.#ofTick(tick));
      tick += whole ? CHUNK : 1;
    }
    return found;
  }

  get #none(): number {
    return this.which === 'min' ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
  }

  #worse(one: number, other: number): number {
    return this.which === 'min' ? Math.min(one, other) : Math.max(one, other);
  }

  #ofChunk(index: number): number {
    const known = this.#chunks.get(index);
    if (known !== undefined) return known;
    let found = this.#none;
    for (let tick = index * CHUNK; tick < (index + 1) * CHUNK; tick += 1) found = this.#worse(found, this.#ofTick(tick));
    this.#chunks.set(index, found);
    return found;
  }

  #ofTick(tick: number): number {
    const { count } = this.#counts.totals(tick, tick + 1);
    if (count === 0) return this.#none;
    const { source } = this;
    source.climate.refresh();
    const value = source.climate.at(tick * source.tickMs);
    // The distance of the extreme of n uniform samples from the end of their range: exponential, with mean 1/n.
    const distance = source.natural ? -Math.log(uniformAt(source.valueStream, tick)) / count : 0;
    const off = value * this.spread * distance;
    return this.which === 'min'
      ? Math.min(this.bounds.highest, value + off)
      : Math.max(this.bounds.lowest, value - off);
  }
}
