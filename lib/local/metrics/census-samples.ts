import type { Reading } from '../../judge/reading.js';
import type { Instant } from '../../runtime/ports.js';
import type { SimulatedAudience } from '../audience.js';
import { binomialQuantile } from '../random/quantiles.js';
import { streamOf, uniformAt } from '../random/stream.js';
import type { BoundScenario, MetricModel } from '../scenario/bound-scenario.js';
import type { Moments } from '../scenario/moments.js';
import { Climate } from './climate.js';
import { Silence } from './silence.js';

interface Sample {
  readonly at: Instant;
  readonly unit: number;
  /** How many units it stands for, and how many of them the part counts. */
  readonly count: number;
  readonly part: number;
  /** Sums of all samples up to this one. */
  readonly counts: number;
  readonly parts: number;
}

/** One sample for every unit when it is exposed. */
export class CensusSamples {
  readonly #samples: Sample[] = [];
  readonly #climates: readonly Climate[];
  readonly #silence: Silence;
  readonly #stream: number;
  #carriedUnits = 0;
  #carriedParts = 0.5;

  constructor(
    private readonly model: MetricModel & { readonly base: number },
    private readonly audience: SimulatedAudience,
    moments: Moments,
    private readonly scenario: BoundScenario,
  ) {
    const { name } = model.metric;
    this.#stream = streamOf(scenario.seed, name, 'census');
    this.#silence = new Silence(model.gaps, 'canary', moments);
    this.#climates = audience.strata.map(
      ({ segments }) =>
        new Climate(model, 'canary', segments, moments, streamOf(scenario.seed, name, 'drift')),
    );
  }

  /** Units are exposed. */
  enter(at: Instant, units: readonly number[]): void {
    if (this.#silence.covers(at)) return;
    for (const climate of this.#climates) climate.refresh();
    for (const unit of units) {
      this.#carriedUnits += this.audience.units[unit]?.weight ?? 0;
      const count = Math.round(this.#carriedUnits);
      this.#carriedUnits -= count;
      if (count === 0) continue;
      const part = this.#partOf(
        count,
        this.#climates[this.audience.stratumOf(unit)]?.at(at) ?? this.model.base,
      );
      const last = this.#samples.at(-1);
      const counts = (last?.counts ?? 0) + count;
      this.#samples.push({ at, unit, count, part, counts, parts: (last?.parts ?? 0) + part });
    }
  }

  /** What was sampled in [from, to), of a segment or of everybody. */
  read(from: Instant, to: Instant, segment?: string): Reading {
    const first = this.#firstFrom(from);
    const end = this.#firstFrom(to);
    const { count, part } =
      segment === undefined ? this.#sums(first, end) : this.#sumsOf(segment, first, end);
    return count === 0 ? { kind: 'empty' } : { kind: 'value', value: part / count, samples: count, part };
  }

  /** The units behind the bad samples since `from`, the newest first. */
  affected(from: Instant): readonly string[] {
    const bad = this.#samples
      .slice(this.#firstFrom(from))
      .filter(({ count, part }) => (this.model.metric.better === 'lower' ? part > 0 : part < count))
      .reverse();
    return [...new Set(bad.flatMap(({ unit }) => this.audience.units[unit]?.name ?? []))];
  }

  #partOf(count: number, level: number): number {
    if (this.scenario.noise === 'natural') {
      return binomialQuantile(count, level, uniformAt(this.#stream, this.#samples.length));
    }
    this.#carriedParts += count * level;
    const part = Math.min(count, Math.floor(this.#carriedParts));
    this.#carriedParts -= part;
    return part;
  }

  #sums(first: number, end: number) {
    const last = this.#samples[end - 1];
    const before = this.#samples[first - 1];
    if (!last || end <= first) return { count: 0, part: 0 };
    return { count: last.counts - (before?.counts ?? 0), part: last.parts - (before?.parts ?? 0) };
  }

  #sumsOf(segment: string, first: number, end: number) {
    const inside = this.audience.strata.map(({ segments }) => segments.includes(segment));
    let count = 0;
    let part = 0;
    for (const sample of this.#samples.slice(first, end)) {
      if (inside[this.audience.stratumOf(sample.unit)] !== true) continue;
      count += sample.count;
      part += sample.part;
    }
    return { count, part };
  }

  /** The index of the first sample at or after an instant. */
  #firstFrom(instant: Instant): number {
    let low = 0;
    let high = this.#samples.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#samples[middle]?.at ?? 0) < instant) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
