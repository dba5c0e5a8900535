import type { Reading } from '../../judge/reading.js';
import type { ReadingRange } from '../../judge/reading-range.js';
import { Histogram } from './histogram.js';
import type { ExtremeSeries } from './extreme-series.js';
import type { LatencySeries } from './latency-series.js';
import { measuredRange, type SlidingTicks } from './measured-range.js';
import type { Shape } from './shape.js';
import type { Silence } from './silence.js';
import { totalsOf, type TickSeries } from './tick-series.js';

/** The series whose samples are put together for one answer. */
export type Selected =
  /** @property lowest what a single value is at least */
  | {
      readonly kind: 'ratio' | 'average';
      readonly series: readonly TickSeries[];
      readonly lowest: number;
    }
  /** @property factor turns the number of events per tick into the metric: 1 for a sum */
  | { readonly kind: 'amount'; readonly series: readonly TickSeries[]; readonly perTicks?: number }
  | { readonly kind: 'extreme'; readonly which: 'min' | 'max'; readonly series: readonly ExtremeSeries[] }
  | {
      readonly kind: 'percentile';
      readonly series: readonly LatencySeries[];
      readonly percentile: number;
      readonly base: number;
    };

/** Readings that are kept of windows of one length. A look asks again for most of the windows of the look before. */
const KEPT = 128;
/** A window whose beginning has moved farther is counted anew. */
const FARTHEST_SLIDE = 64;
const WINDOWS = 4;
/** A window of so few ticks is counted anew: it would only push those out that slide. */
const SHORT = 8;
/** A percentile that has moved by so much (3 %) is somewhere else. */
const FAR = 0.03;

/** Answers for windows over some series of one metric. Windows are in ticks and never reach into the future. */
export class Selection {
  /** By length of the window, then by its end. */
  readonly #readings = new Map<number, Map<number, Reading>>();
  #windows: SlidingWindow[] = [];
  /** About where the last percentile was. */
  #about: number;
  #scratch: Histogram | undefined;

  /** @param silences of the cohorts whose samples these are: a tick is published when one of them publishes it */
  constructor(
    private readonly selected: Selected,
    private readonly silences: readonly Silence[],
    private readonly tickMs: number,
  ) {
    this.#about = selected.kind === 'percentile' ? selected.base : 0;
  }

  /** What was measured in ticks [from, to). */
  read(from: number, to: number): Reading {
    if (to <= from) return { kind: 'missing' };
    const kept = this.#keptOf(to - from);
    const known = kept.get(to);
    if (known) return known;
    let published = 0;
    for (const silence of this.silences)
      published = Math.max(published, silence.published(from, to, this.tickMs));
    const reading: Reading = published <= 0 ? { kind: 'missing' } : this.#measure(from, to, published);
    if (kept.size >= KEPT) kept.clear();
    kept.set(to, reading);
    return reading;
  }

  /** What every window between two reads, as far as that is known without looking at each. */
  range(windows: SlidingTicks): ReadingRange | undefined {
    const { first, last } = windows;
    const ticks = last.to - first.from;
    if (first.to <= first.from || last.to <= last.from) return undefined;
    let published = 0;
    for (const silence of this.silences)
      published = Math.max(published, silence.published(first.from, last.to, this.tickMs));
    if (published <= 0) return { kind: 'same', reading: { kind: 'missing' } };
    if (published < ticks) return undefined;
    return measuredRange(this.selected, windows, this.#about);
  }

  /** Forgets ticks from this one on: they were asked for before their time, and something else has happened. */
  forgetFrom(tick: number): void {
    for (const series of this.selected.series) series.forgetFrom(tick);
    for (const kept of this.#readings.values()) for (const to of kept.keys()) if (to > tick) kept.delete(to);
    this.#windows = this.#windows.filter((window) => window.isBefore(tick));
  }

  /** How many samples of a percentile's metric were above `limit` in ticks [from, to). */
  readAbove(from: number, to: number, limit: number): Reading {
    const { selected } = this;
    const reading = this.read(from, to);
    if (reading.kind !== 'value' || selected.kind !== 'percentile') return reading;
    const { samples } = reading;
    const above = this.#histogram(selected.series, from, to)?.countAbove(limit / selected.base) ?? 0;
    const part = Math.min(samples, Math.round(above));
    return { kind: 'value', value: part / samples, samples, part };
  }

  #keptOf(length: number): Map<number, Reading> {
    let kept = this.#readings.get(length);
    if (!kept) {
      // Windows that grow with time have a new length at every look.
      if (this.#readings.size >= KEPT) this.#readings.clear();
      kept = new Map();
      this.#readings.set(length, kept);
    }
    return kept;
  }

  #measure(from: number, to: number, published: number): Reading {
    const { selected } = this;
    const { count, sum } = totalsOf(selected.series, from, to);
    switch (selected.kind) {
      case 'ratio':
        return count === 0
          ? { kind: 'empty' }
          : { kind: 'value', value: sum / count, samples: count, part: sum };
      case 'average':
        return count === 0 ? { kind: 'empty' } : { kind: 'value', value: sum / count, samples: count };
      case 'amount': {
        const factor = selected.perTicks === undefined ? 1 : selected.perTicks / published;
        // Zeros are published, so that nothing having happened is a value.
        return { kind: 'value', value: sum * factor, samples: Math.max(published, count) };
      }
      case 'extreme': {
        const extremes = selected.series.flatMap((series) => series.extreme(from, to) ?? []);
        if (extremes.length === 0) return { kind: 'empty' };
        const value = selected.which === 'min' ? Math.min(...extremes) : Math.max(...extremes);
        return { kind: 'value', value, samples: count };
      }
      case 'percentile': {
        if (count === 0) return { kind: 'empty' };
        const relative = this.#histogram(selected.series, from, to)?.percentile(selected.percentile) ?? 1;
        if (to - from > SHORT) this.#noteAbout(relative * selected.base);
        return { kind: 'value', value: relative * selected.base, samples: count };
      }
    }
  }

  /** Limits near it are asked about again and again, and samples are counted anew for every new one. */
  #noteAbout(value: number): void {
    if (Math.abs(Math.log(value / this.#about)) > FAR) this.#about = value;
  }

  #histogram(series: readonly LatencySeries[], from: number, to: number): Histogram | undefined {
    // All are of one metric, and spread alike.
    const shape = series[0]?.shape;
    if (!shape) return undefined;
    if (to - from <= SHORT) {
      const scratch = (this.#scratch ??= new Histogram(shape));
      scratch.clear();
      for (const one of series) one.addTo(scratch, from, to);
      return scratch;
    }
    const near = this.#windows.find((window) => window.canSlideTo(from, to));
    if (near) {
      near.slideTo(from, to);
      return near.histogram;
    }
    const fresh = new SlidingWindow(series, from, to, shape);
    this.#windows.push(fresh);
    if (this.#windows.length > WINDOWS) this.#windows.shift();
    return fresh.histogram;
  }
}

/** The histogram of a window that moves on with time: what enters is added, what leaves is taken away. */
class SlidingWindow {
  readonly histogram: Histogram;

  constructor(
    private readonly series: readonly LatencySeries[],
    private from: number,
    private to: number,
    shape: Shape,
  ) {
    this.histogram = new Histogram(shape);
    this.#add(from, to, 1);
  }

  canSlideTo(from: number, to: number): boolean {
    const begins = from - this.from;
    const ends = to - this.to;
    return begins >= 0 && begins <= FARTHEST_SLIDE && ends >= 0 && from < this.to;
  }

  isBefore(tick: number): boolean {
    return this.to <= tick;
  }

  slideTo(from: number, to: number): void {
    this.#add(this.to, to, 1);
    this.#add(this.from, from, -1);
    this.from = from;
    this.to = to;
  }

  #add(from: number, to: number, sign: 1 | -1): void {
    for (const one of this.series) one.addTo(this.histogram, from, to, sign);
  }
}
