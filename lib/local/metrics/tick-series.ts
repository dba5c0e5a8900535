import type { Instant } from '../../runtime/ports.js';
import { binomialQuantile, normalQuantile, poissonQuantile } from '../random/quantiles.js';
import { uniformAt, type Stream } from '../random/stream.js';
import type { Climate } from './climate.js';
import type { Silence } from './silence.js';

/** Ticks that are kept together; none of them is drawn before one of them is asked for. */
export const CHUNK = 1440;

/** What the samples of one cohort of one part of the audience are drawn from. */
export interface SeriesSource {
  readonly tickMs: number;
  /** Of the number of samples. Metrics that count the same events share it. */
  readonly countStream: Stream;
  readonly valueStream: Stream;
  readonly natural: boolean;
  readonly climate: Climate;
  readonly silence: Silence;
  /** Samples (or the part of an amount) that are expected in the tick that begins at an instant. */
  readonly expected: (instant: Instant) => number;
}

/** Sums over ticks. */
export interface Totals {
  readonly count: number;
  readonly sum: number;
}

/** The totals of several series over the same ticks [from, to). */
export function totalsOf(
  series: readonly { totals(from: number, to: number): Totals }[],
  from: number,
  to: number,
): Totals {
  let count = 0;
  let sum = 0;
  for (const one of series) {
    const totals = one.totals(from, to);
    count += totals.count;
    sum += totals.sum;
  }
  return { count, sum };
}

/** What was drawn for one tick, and what is left over when nothing is left to chance. */
export interface Draw {
  count: number;
  sum: number;
  carriedCount: number;
  carriedSum: number;
}

interface Chunk {
  /** Ticks that are drawn, from the first on. */
  drawn: number;
  /** Of the ticks before: `counts[0]` is 0. */
  readonly counts: Uint32Array;
  /** Nothing until there is a sum: series that only count have none. */
  sums?: Float64Array;
  readonly draw: Draw;
}

/** How a tick is drawn. Counts and sums are written into `draw`. */
export type DrawTick = (source: SeriesSource, tick: number, instant: Instant, draw: Draw) => void;

/**
 * A number of samples and a sum for every tick (a minute), drawn when they are first asked for, in an order that does
 * not matter. The total of any stretch is a difference of prefix sums: exact, and the same time for any length within
 * a chunk.
 */
export class TickSeries {
  readonly #chunks = new Map<number, Chunk>();
  /** The chunk that was asked for last: most questions are about the same. */
  #recent: { readonly index: number; readonly chunk: Chunk } | undefined;

  constructor(
    readonly source: SeriesSource,
    private readonly drawTick: DrawTick,
  ) {}

  /** The totals of ticks [from, to). None of them may lie in the future: they would be drawn from what is not known yet. */
  totals(from: number, to: number): Totals {
    let count = 0;
    let sum = 0;
    for (let index = Math.floor(from / CHUNK); index * CHUNK < to; index += 1) {
      const start = index * CHUNK;
      const first = Math.max(0, from - start);
      const end = Math.min(CHUNK, to - start);
      const chunk = this.#drawn(index, end);
      count += (chunk.counts[end] ?? 0) - (chunk.counts[first] ?? 0);
      sum += (chunk.sums?.[end] ?? 0) - (chunk.sums?.[first] ?? 0);
    }
    return { count, sum };
  }

  /** The number of samples of one tick. */
  countAt(tick: number): number {
    const index = Math.floor(tick / CHUNK);
    const place = tick - index * CHUNK;
    const { counts } = this.#drawn(index, place + 1);
    return (counts[place + 1] ?? 0) - (counts[place] ?? 0);
  }

  /**
   * Forgets the ticks from this one on: they were drawn from what was expected, and something else has happened. Where
   * nothing is left to chance a tick depends on those before it, and none may be drawn ahead.
   */
  forgetFrom(tick: number): void {
    for (const [index, chunk] of this.#chunks)
      chunk.drawn = Math.max(0, Math.min(chunk.drawn, tick - index * CHUNK));
  }

  #drawn(index: number, end: number): Chunk {
    const recent = this.#recent;
    const chunk = recent?.index === index ? recent.chunk : this.#chunkAt(index);
    if (chunk.drawn < end) this.#draw(index, chunk, end);
    return chunk;
  }

  #chunkAt(index: number): Chunk {
    let chunk = this.#chunks.get(index);
    if (!chunk) {
      // Each chunk begins at a place of its own between two whole numbers, so that none depends on the one before.
      const offset = uniformAt(this.source.countStream, index, -1);
      chunk = {
        drawn: 0,
        counts: new Uint32Array(CHUNK + 1),
        draw: { count: 0, sum: 0, carriedCount: offset, carriedSum: offset },
      };
      this.#chunks.set(index, chunk);
    }
    this.#recent = { index, chunk };
    return chunk;
  }

  #draw(index: number, chunk: Chunk, end: number): void {
    const { source } = this;
    source.climate.refresh();
    const { counts, draw } = chunk;
    for (let place = chunk.drawn; place < end; place += 1) {
      const tick = index * CHUNK + place;
      const instant = tick * source.tickMs;
      draw.count = 0;
      draw.sum = 0;
      if (!source.silence.covers(instant)) this.drawTick(source, tick, instant, draw);
      counts[place + 1] = (counts[place] ?? 0) + draw.count;
      if (draw.sum !== 0) chunk.sums ??= new Float64Array(CHUNK + 1);
      if (chunk.sums) chunk.sums[place + 1] = (chunk.sums[place] ?? 0) + draw.sum;
    }
    chunk.drawn = end;
  }
}

/** So many samples, and so many bad (or good) ones among them: a ratio. */
export const drawRatio: DrawTick = (source, tick, instant, draw) => {
  drawCount(source, tick, instant, draw);
  if (source.natural) {
    if (draw.count === 0) return;
    draw.sum = binomialQuantile(draw.count, source.climate.at(instant), uniformAt(source.valueStream, tick));
    return;
  }
  draw.carriedSum += draw.count * source.climate.at(instant);
  draw.sum = Math.min(draw.count, Math.floor(draw.carriedSum));
  draw.carriedSum -= draw.sum;
};

/** So many samples, and a number of things that each of them can bring any number of: calls per issue. */
export const drawThings: DrawTick = (source, tick, instant, draw) => {
  drawCount(source, tick, instant, draw);
  const expected = draw.count * source.climate.at(instant);
  if (source.natural) {
    draw.sum = poissonQuantile(expected, uniformAt(source.valueStream, tick));
    return;
  }
  draw.carriedSum += expected;
  draw.sum = Math.floor(draw.carriedSum);
  draw.carriedSum -= draw.sum;
};

/** So many samples of no value yet: latencies and extremes draw theirs elsewhere. */
export const drawCount: DrawTick = (source, tick, instant, draw) => {
  const expected = source.expected(instant);
  if (source.natural) {
    draw.count = poissonQuantile(expected, uniformAt(source.countStream, tick));
    return;
  }
  draw.carriedCount += expected;
  draw.count = Math.floor(draw.carriedCount);
  draw.carriedCount -= draw.count;
};

/** So many samples, and the sum of their values: an average. */
export function drawAverage(
  spread: number,
  bounds: { readonly lowest: number; readonly highest: number },
): DrawTick {
  return (source, tick, instant, draw) => {
    drawCount(source, tick, instant, draw);
    if (draw.count === 0) return;
    const mean = source.climate.at(instant);
    const noise = source.natural
      ? Math.sqrt(draw.count) * mean * spread * normalQuantile(uniformAt(source.valueStream, tick))
      : 0;
    const highest = draw.count * bounds.highest;
    draw.sum = Math.min(highest, Math.max(draw.count * bounds.lowest, draw.count * mean + noise));
  };
}

/** Events that are counted: a rate, or a sum of whole numbers. `expected` is the part of the whole amount. */
export const drawEvents: DrawTick = (source, tick, instant, draw) => {
  const expected = source.expected(instant) * source.climate.at(instant);
  if (source.natural) {
    draw.sum = poissonQuantile(expected, uniformAt(source.valueStream, tick));
  } else {
    draw.carriedSum += expected;
    draw.sum = Math.floor(draw.carriedSum);
    draw.carriedSum -= draw.sum;
  }
  draw.count = draw.sum;
};

/** An amount that adds up: money, time. `expected` is the part of the whole amount. */
export function drawAmount(spread: number): DrawTick {
  return (source, tick, instant, draw) => {
    const expected = source.expected(instant) * source.climate.at(instant);
    const noise = source.natural ? spread * normalQuantile(uniformAt(source.valueStream, tick)) : 0;
    draw.sum = Math.max(0, expected * (1 + noise));
    draw.count = draw.sum > 0 ? 1 : 0;
  };
}
