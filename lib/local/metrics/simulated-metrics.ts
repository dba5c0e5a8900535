import type { ClaimQuery, SlidingQuery, Stretch } from '../../judge/claim-query.js';
import type { ClaimData, Reading, Series } from '../../judge/reading.js';
import type { ClaimRange } from '../../judge/reading-range.js';
import type { Metric, RolloutPlan } from '../../plan/rollout-plan.js';
import type { Clock, Instant, MetricSource, ReportedValue } from '../../runtime/ports.js';
import type { ExposureSnapshot, SimulatedAudience } from '../audience.js';
import type { BoundScenario, MetricModel } from '../scenario/bound-scenario.js';
import type { Moments } from '../scenario/moments.js';
import { affectedUnits } from './affected-units.js';
import { CensusSamples } from './census-samples.js';
import type { Cohort } from './climate.js';
import { claimRange, knowsAhead, publishedTicks } from './claim-range.js';
import { ExposureTimeline } from './exposure-timeline.js';
import { MeasuredMetric, type World } from './measured-metric.js';
import { ReportedValues } from './reported-values.js';
import { measuringFails } from './silence.js';
import { readSingle, type PartOf, type Simulated } from './simulated.js';
import { TrafficShape } from './traffic-shape.js';

const MINUTE = 60_000;
export interface SimulatedMetricsOptions {
  readonly plan: RolloutPlan;
  readonly scenario: BoundScenario;
  readonly audience: SimulatedAudience;
  readonly moments: Moments;
  readonly clock: Clock;
  /** @default 0: what happened is known at once */
  readonly ingestionLagMs?: number;
}

/**
 * The metrics of a simulated audience, on the clock of the engine. Samples of a minute are drawn when they are first
 * asked for, from the seed, the metric, the cohort and the minute alone; the same question has always the same answer.
 *
 * Who is in which cohort: `canary` is served a new variant, `control` is everybody else.
 */
export class SimulatedMetrics implements MetricSource {
  readonly ingestionLagMs: number;
  readonly #world: World;
  readonly #clock: Clock;
  readonly #metrics: ReadonlyMap<string, Simulated>;
  readonly #segments: readonly string[];
  readonly #censuses: readonly CensusSamples[];

  constructor(options: SimulatedMetricsOptions) {
    const { plan, scenario, audience, moments, clock } = options;
    this.ingestionLagMs = options.ingestionLagMs ?? 0;
    this.#clock = clock;
    this.#segments = Object.keys(plan.audience.segments);
    this.#world = {
      scenario,
      audience,
      moments,
      timeline: new ExposureTimeline(),
      shape: new TrafficShape(scenario.traffic, plan.timezone),
      // Shorter periods than a minute are drawn one by one.
      tickMs: Math.min(MINUTE, plan.judge.periodMs),
    };
    this.#metrics = new Map(
      Object.entries(scenario.metrics).map(([name, model]) => [name, simulate(model, this.#world)]),
    );
    this.#censuses = [...this.#metrics.values()].flatMap((one) =>
      one.kind === 'census' ? [one.samples] : [],
    );
  }

  /**
   * From `at` on, the audience is exposed like this.
   * @throws RangeError when a later exposure is known already
   */
  setExposure(at: Instant, snapshot: ExposureSnapshot): void {
    this.#world.timeline.add(at, snapshot);
    if (snapshot.entered.length === 0) return;
    for (const census of this.#censuses) census.enter(at, snapshot.entered);
  }

  /** About how many units are exposed now. */
  exposedUnits(): number {
    return this.#world.timeline.at(this.#clock.now())?.units ?? 0;
  }

  async measure(queries: readonly ClaimQuery[]): Promise<readonly ClaimData[]> {
    return queries.map((query) => this.answerNow(query));
  }

  async record(report: ReportedValue): Promise<void> {
    const simulated = this.#metrics.get(report.metric.name);
    if (simulated?.kind !== 'reported') {
      throw new Error(`${report.metric.name} is not a metric that people report`);
    }
    simulated.values.add(report);
  }

  async affectedUnits(metric: Metric, from: Instant): Promise<readonly string[] | undefined> {
    const simulated = this.#metrics.get(metric.name);
    if (simulated?.kind === 'census') return simulated.samples.affected(from);
    if (simulated?.kind !== 'measured' || metric.source.kind !== 'ratio' || metric.unit !== 'fraction')
      return undefined;
    return affectedUnits(simulated.measured, this.#world, from, this.#visibleUntil());
  }

  #visibleUntil(): Instant {
    return this.#clock.now() - this.ingestionLagMs;
  }

  /**
   * The answer to one query without a promise, for engines that look at every minute.
   * @param at the time of the look, which may lie ahead where `knowsAhead` says so
   */
  answerNow(query: ClaimQuery, at = this.#clock.now()): ClaimData {
    const simulated = this.#metrics.get(query.metric.name);
    if (!simulated) return { kind: 'failed', reason: `nothing measures ${query.metric.name}` };
    if (measuringFails(simulated.model.gaps, this.#world.moments, at)) {
      return { kind: 'failed', reason: 'the metrics cannot be reached' };
    }
    const visible = at - this.ingestionLagMs;
    const subject = this.#seriesOf(simulated, query, query.cohort, visible);
    return {
      kind: 'measured',
      subject,
      ...(query.withControl ? { control: this.#seriesOf(simulated, query, 'control', visible) } : {}),
      ...(query.withNext ? { next: this.#nextOf(simulated, query, visible) } : {}),
    };
  }

  /**
   * What every window between two reads, also where they lie ahead, as long as nobody changes exposure: then `forgetFrom`
   * takes back what was drawn too early. Nothing where that is not known.
   */
  rangeNow(query: SlidingQuery): ClaimRange | undefined {
    const simulated = this.#metrics.get(query.metric.name);
    return simulated && claimRange(simulated, query, this.#segments, this.#world);
  }

  /** Whether looks that lie ahead can be asked about, and none of them fails. */
  knowsAhead(query: SlidingQuery): boolean {
    const simulated = this.#metrics.get(query.metric.name);
    return simulated !== undefined && knowsAhead(simulated, query, this.#world);
  }

  /** Takes back what was drawn of the time from this moment on. */
  forgetFrom(at: Instant): void {
    const tick = Math.ceil(at / this.#world.tickMs);
    for (const simulated of this.#metrics.values())
      if (simulated.kind === 'measured') simulated.measured.forgetFrom(tick);
  }

  /** Those of control whom the next step exposes. */
  #nextOf(
    simulated: Simulated,
    { windows, segment, above }: ClaimQuery,
    visible: Instant,
  ): readonly Series[] {
    if (simulated.kind !== 'measured') return [{ readings: windows.map(() => ({ kind: 'missing' })) }];
    const next = simulated.measured.selectNext(segment);
    return [
      {
        readings: windows.map(
          this.#ticksRead(simulated, visible, (...ticks) => next.read(...ticks, above?.control)),
        ),
      },
    ];
  }

  /** Reads by ticks what is published and visible of a window. */
  #ticksRead(
    { model }: { readonly model: MetricModel },
    visible: Instant,
    read: (first: number, end: number) => Reading,
  ): (window: Stretch) => Reading {
    return (window) => {
      const { from, to } = publishedTicks(model, this.#world, window, visible);
      return read(from, to);
    };
  }

  #seriesOf(
    simulated: Simulated,
    query: ClaimQuery,
    cohort: Cohort | 'all',
    visible: Instant,
  ): readonly Series[] {
    const { split, segment, windows } = query;
    if (split === undefined) {
      const above = query.above?.[cohort === 'control' ? 'control' : 'canary'];
      const read = this.#reader(simulated, cohort, visible, { segment, label: undefined }, above);
      return [{ readings: windows.map(read) }];
    }
    const labels = split === 'segment' ? this.#segments : (simulated.model.labels[split] ?? []);
    return labels.map((label) => {
      const part: PartOf =
        split === 'segment' ? { segment: label, label: undefined } : { segment, label: [split, label] };
      const read = this.#reader(simulated, cohort, visible, part);
      return { label, readings: windows.map(read) };
    });
  }

  #reader(
    simulated: Simulated,
    cohort: Cohort | 'all',
    visible: Instant,
    part: PartOf,
    above?: number,
  ): (window: Stretch) => Reading {
    if (simulated.kind !== 'measured')
      return ({ from, to }) => readSingle(simulated, cohort, part, { from, to: Math.min(to, visible) });
    const selection = simulated.measured.select(cohort, part);
    return this.#ticksRead(simulated, visible, (first, end) =>
      above === undefined ? selection.read(first, end) : selection.readAbove(first, end, above),
    );
  }
}

function simulate(model: MetricModel, world: World): Simulated {
  if (model.metric.reportedBy !== undefined) {
    return { kind: 'reported', values: new ReportedValues(model.metric), model };
  }
  if (model.base === undefined) return { kind: 'unpublished', model };
  const published = { ...model, base: model.base };
  if (model.metric.census) {
    return {
      kind: 'census',
      samples: new CensusSamples(published, world.audience, world.moments, world.scenario),
      model,
    };
  }
  return { kind: 'measured', measured: new MeasuredMetric(published, world), model };
}
