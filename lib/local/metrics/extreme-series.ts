import { uniformAt } from '../random/stream.js';
import { CHUNK, drawCount, TickSeries, type SeriesSource, type Totals } from './tick-series.js';

interface Chunk {
  drawn: number;
  readonly values: Float64Array;
  /** The extreme of a tick and those before it in the chunk. */
  readonly upTo: Float64Array;
  /** The extreme of the places from one on, up to another: windows that grow begin at the same place again and again. */
  tail?: { readonly first: number; readonly end: number; readonly value: number };
}

/**
 * The smallest (or largest) of the samples of every tick. The value of the metric is what the samples come near to
 * from the good or bad side without ever passing it: the more samples, the nearer.
 */
export class ExtremeSeries {
  readonly #counts: TickSeries;
  readonly #chunks = new Map<number, Chunk>();

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

  /** Forgets the ticks from this one on. */
  forgetFrom(tick: number): void {
    this.#counts.forgetFrom(tick);
    for (const [index, chunk] of this.#chunks) {
      chunk.drawn = Math.max(0, Math.min(chunk.drawn, tick - index * CHUNK));
      delete chunk.tail;
    }
  }

  /** The extreme of ticks [from, to); nothing when there is no sample. */
  extreme(from: number, to: number): number | undefined {
    const found = this.#extreme(from, to);
    return Number.isFinite(found) ? found : undefined;
  }

  #extreme(from: number, to: number): number {
    let found = this.#none;
    for (let index = Math.floor(from / CHUNK); index * CHUNK < to; index += 1) {
      const first = Math.max(0, from - index * CHUNK);
      const end = Math.min(CHUNK, to - index * CHUNK);
      found = this.#worse(found, this.#within(this.#drawn(index, end), first, end));
    }
    return found;
  }

  /** The extreme of places [first, end) of a chunk. */
  #within(chunk: Chunk, first: number, end: number): number {
    if (first === 0) return chunk.upTo[end - 1] ?? this.#none;
    const known = chunk.tail?.first === first && chunk.tail.end <= end ? chunk.tail : undefined;
    let found = known?.value ?? this.#none;
    for (let place = known?.end ?? first; place < end; place += 1)
      found = this.#worse(found, chunk.values[place] ?? this.#none);
    chunk.tail = { first, end, value: found };
    return found;
  }

  get #none(): number {
    return this.which === 'min' ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
  }

  #worse(one: number, other: number): number {
    return this.which === 'min' ? Math.min(one, other) : Math.max(one, other);
  }

  #drawn(index: number, end: number): Chunk {
    let chunk = this.#chunks.get(index);
    if (!chunk) {
      chunk = { drawn: 0, values: new Float64Array(CHUNK), upTo: new Float64Array(CHUNK) };
      this.#chunks.set(index, chunk);
    }
    if (chunk.drawn < end) this.source.climate.refresh();
    for (; chunk.drawn < end; chunk.drawn += 1) {
      const value = this.#ofTick(index * CHUNK + chunk.drawn);
      chunk.values[chunk.drawn] = value;
      chunk.upTo[chunk.drawn] =
        chunk.drawn === 0 ? value : this.#worse(chunk.upTo[chunk.drawn - 1] ?? value, value);
    }
    return chunk;
  }

  #ofTick(tick: number): number {
    const count = this.#counts.countAt(tick);
    if (count === 0) return this.#none;
    const { source } = this;
    const value = source.climate.at(tick * source.tickMs);
    // The distance of the extreme of n uniform samples from the end of their range: exponential, with mean 1/n.
    const distance = source.natural ? -Math.log(uniformAt(source.valueStream, tick)) / count : 0;
    const off = value * this.spread * distance;
    return this.which === 'min'
      ? Math.min(this.bounds.highest, value + off)
      : Math.max(this.bounds.lowest, value - off);
  }
}
