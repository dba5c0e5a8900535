import type { Instant } from '../../runtime/ports.js';
import type { SimulatedAudience } from '../audience.js';
import { streamOf } from '../random/stream.js';
import type { BoundScenario, MetricModel } from '../scenario/bound-scenario.js';
import type { Moments } from '../scenario/moments.js';
import { boundsOf } from '../scenario/worse.js';
import { Climate, type Cohort } from './climate.js';
import type { ExposureTimeline } from './exposure-timeline.js';
import { ExtremeSeries } from './extreme-series.js';
import { LatencySeries } from './latency-series.js';
import { NextCohort, type NextPart } from './next-cohort.js';
import { partsOf, type Part } from './parts.js';
import { Selection, type Selected } from './selection.js';
import type { PartOf } from './simulated.js';
import { Silence } from './silence.js';
import {
  drawAmount,
  drawAverage,
  drawEvents,
  drawRatio,
  drawThings,
  TickSeries,
  type DrawTick,
  type SeriesSource,
} from './tick-series.js';
import type { TrafficShape } from './traffic-shape.js';

const MINUTE = 60_000;

/** What all metrics are drawn from. */
export interface World {
  readonly scenario: BoundScenario;
  readonly audience: SimulatedAudience;
  readonly moments: Moments;
  readonly timeline: ExposureTimeline;
  readonly shape: TrafficShape;
  readonly tickMs: number;
}

interface PartSeries {
  readonly part: Part;
  readonly source: SeriesSource;
  /** At most one of each, made when first asked for. */
  ticks?: TickSeries;
  extreme?: ExtremeSeries;
  latency?: LatencySeries;
}

type Model = MetricModel & { readonly base: number };

/** A metric that is measured all the time: series for each cohort and part of the audience, selections over them. */
export class MeasuredMetric {
  readonly #parts: Readonly<Record<Cohort, readonly PartSeries[]>>;
  readonly #silences: Readonly<Record<Cohort, Silence>>;
  readonly #selections = new Map<string, Selection>();
  readonly #next = new Map<string, NextCohort>();

  constructor(
    readonly model: Model,
    private readonly world: World,
  ) {
    const silenceOf = (cohort: Cohort) => new Silence(model.gaps, cohort, world.moments);
    this.#silences = { canary: silenceOf('canary'), control: silenceOf('control') };
    const parts = partsOf(model, world.audience.strata, world.scenario);
    const seriesOf = (cohort: Cohort) =>
      parts.map((part): PartSeries => ({ part, source: this.#sourceOf(part, cohort) }));
    this.#parts = { canary: seriesOf('canary'), control: seriesOf('control') };
  }

  /** The samples of a cohort (or of both), of a segment or of a value of a dimension. */
  select(cohort: Cohort | 'all', only: PartOf = EVERY_PART): Selection {
    const whole = only.segment === undefined && !only.label;
    const key = whole ? cohort : `${cohort}/${only.segment ?? ''}/${only.label?.join('=') ?? ''}`;
    const known = this.#selections.get(key);
    if (known) return known;
    const cohorts: readonly Cohort[] = cohort === 'all' ? ['canary', 'control'] : [cohort];
    const parts = cohorts.flatMap((one) => this.#parts[one]).filter(({ part }) => belongs(part, only));
    const selection = new Selection(
      this.#selected(parts),
      cohorts.map((one) => this.#silences[one]),
      this.world.tickMs,
    );
    this.#selections.set(key, selection);
    return selection;
  }

  /** Those of control whom the next step exposes: counts of shares and above limits, and samples of percentiles. */
  selectNext(segment?: string): NextCohort {
    const key = segment ?? '';
    const known = this.#next.get(key);
    if (known) return known;
    const { model, world } = this;
    const parts = this.#parts.control
      .filter(({ part }) => belongs(part, { segment, label: undefined }))
      .map((one): NextPart => {
        const { stratum, labels } = one.part;
        const selection = new Selection(this.#selected([one]), [this.#silences.control], world.tickMs);
        return {
          stream: streamOf(world.scenario.seed, 'next', model.metric.name, stratum, ...Object.values(labels)),
          read: (from, to, above) =>
            above === undefined ? selection.read(from, to) : selection.readAbove(from, to, above),
          shareAt: (tick) => world.timeline.nextShareAt(tick * world.tickMs, stratum),
        };
      });
    const next = new NextCohort(parts, world.scenario.noise === 'natural');
    this.#next.set(key, next);
    return next;
  }

  /** Forgets ticks from this one on: they were asked for before their time, and something else has happened. */
  forgetFrom(tick: number): void {
    for (const selection of this.#selections.values()) selection.forgetFrom(tick);
    // What comes next is only asked for when it has come, but shares its series with the selections.
    this.#next.clear();
  }

  /** By stratum: bad samples of the canary in one tick. Only of a ratio that is a share. */
  badSamples(tick: number): readonly { readonly stratum: number; readonly bad: number }[] {
    return this.#parts.canary.map((part) => {
      const { count, sum } = this.#ticksOf(part, this.#drawRatio()).totals(tick, tick + 1);
      return { stratum: part.part.stratum, bad: this.model.metric.better === 'lower' ? sum : count - sum };
    });
  }

  #selected(parts: readonly PartSeries[]): Selected {
    const { metric, base, spread } = this.model;
    const { source } = metric;
    const bounds = boundsOf(metric);
    switch (source.kind) {
      case 'ratio':
        return {
          kind: 'ratio',
          series: parts.map((part) => this.#ticksOf(part, this.#drawRatio())),
          lowest: bounds.lowest,
        };
      case 'average':
        return {
          kind: 'average',
          series: parts.map((part) => this.#ticksOf(part, drawAverage(spread, bounds))),
          lowest: bounds.lowest,
        };
      case 'rate':
        return {
          kind: 'amount',
          series: parts.map((part) => this.#ticksOf(part, drawEvents)),
          perTicks: source.perMs / this.world.tickMs,
        };
      case 'sum': {
        const draw = metric.unit === 'number' ? drawEvents : drawAmount(spread);
        return { kind: 'amount', series: parts.map((part) => this.#ticksOf(part, draw)) };
      }
      case 'min':
      case 'max': {
        const { kind } = source;
        const series = parts.map(
          (part) => (part.extreme ??= new ExtremeSeries(part.source, kind, spread, bounds)),
        );
        return { kind: 'extreme', which: kind, series };
      }
      case 'percentile': {
        const { percentile } = source;
        // Bins are relative to the base; where it is 0 every value is next to nothing.
        const middle = Math.max(base, 1e-9);
        const series = parts.map(
          (part) => (part.latency ??= new LatencySeries(part.source, middle, percentile, spread)),
        );
        return { kind: 'percentile', series, percentile, base: middle };
      }
      case 'own':
      case 'figure':
        throw new Error(`the rollout itself knows ${metric.name}: it is not measured`);
    }
  }

  /** A share of the samples; or, where the unit is none of a share, what the samples bring in all: money, things. */
  #drawRatio(): DrawTick {
    const { metric, spread } = this.model;
    switch (metric.unit) {
      case 'fraction':
        return drawRatio;
      case 'number':
        return drawThings;
      case 'money':
      case 'ms':
        return drawAverage(spread, boundsOf(metric));
    }
  }

  #ticksOf(part: PartSeries, draw: DrawTick): TickSeries {
    return (part.ticks ??= new TickSeries(part.source, draw));
  }

  #sourceOf(part: Part, cohort: Cohort): SeriesSource {
    const { world, model } = this;
    const { metric } = model;
    const { seed, noise } = world.scenario;
    const place = [cohort, part.stratum, ...Object.values(part.labels)];
    const counted = metric.source.kind === 'ratio' ? metric.source.whole : metric.name;
    const amount = amountPerTick(model, world.tickMs) * part.share;
    return {
      tickMs: world.tickMs,
      countStream: streamOf(seed, 'count', counted, ...place),
      valueStream: streamOf(seed, 'value', metric.name, ...place),
      natural: noise === 'natural',
      climate: new Climate(
        model,
        cohort,
        part.segments,
        world.moments,
        streamOf(seed, 'drift', metric.name, cohort),
      ),
      silence: this.#silences[cohort],
      expected: (instant: Instant) => {
        const exposed = world.timeline.shareAt(instant, part.stratum);
        const share = cohort === 'canary' ? exposed : 1 - exposed;
        return share === 0 ? 0 : amount * share * world.shape.at(instant);
      },
    };
  }
}

/** Samples that are expected in a tick; of rates and sums, the part of the base that falls into a tick. */
function amountPerTick({ metric, perMinute }: MetricModel, tickMs: number): number {
  switch (metric.source.kind) {
    case 'rate':
      return tickMs / metric.source.perMs;
    case 'sum':
      return tickMs / (metric.everyMs ?? MINUTE);
    default:
      return (perMinute * tickMs) / MINUTE;
  }
}

const EVERY_PART: PartOf = { segment: undefined, label: undefined };

function belongs(part: Part, only: PartOf): boolean {
  if (only.segment !== undefined && !part.segments.includes(only.segment)) return false;
  return only.label === undefined || part.labels[only.label[0]] === only.label[1];
}
