import { publishedIn } from '../contract/published-in.js';
import { seriesOf, type MetricSeries } from '../contract/metric-series.js';
import type { ClaimQuery, Stretch } from '../judge/claim-query.js';
import type { ClaimData, Reading, Series } from '../judge/reading.js';
import type { Metric, RolloutPlan } from '../plan/rollout-plan.js';
import type { InstantMetrics } from '../runtime/glance.js';
import { joinReading } from '../runtime/join-reading.js';
import { reportedReading, type Report } from '../runtime/reported-reading.js';
import type { RecordedRow } from './history.js';

const MINUTE = 60_000;

/**
 * The metrics of recorded data. Sums, ratios, averages and extremes are exact over any window; a percentile over several
 * rows is the mean of theirs, weighed by their samples.
 */
export class RecordedMetrics implements InstantMetrics {
  readonly ingestionLagMs = 0;
  readonly #series = new Map<string, RecordedSeries>();
  readonly #labels = new Map<string, Set<string>>();

  constructor(
    private readonly plan: RolloutPlan,
    rows: readonly RecordedRow[],
  ) {
    for (const row of rows) {
      const { metric, cohort, part } = row;
      const key = keyOf(metric, cohort, part?.dimension, part?.value);
      const series = this.#series.get(key) ?? new RecordedSeries();
      this.#series.set(key, series);
      series.add(row);
      if (!part) continue;
      const known = this.#labels.get(`${metric}/${part.dimension}`) ?? new Set();
      this.#labels.set(`${metric}/${part.dimension}`, known.add(part.value));
    }
  }

  answerNow(query: ClaimQuery): ClaimData {
    const series = seriesOf(query.metric.source);
    if (!series) return { kind: 'failed', reason: `${query.metric.name} is nothing that is recorded` };
    return {
      kind: 'measured',
      subject: this.#subject(query, series, query.cohort),
      ...(query.withControl ? { control: this.#subject(query, series, 'control') } : {}),
      ...(query.withNext
        ? { next: [{ readings: query.windows.map(() => ({ kind: 'missing' as const })) }] }
        : {}),
    };
  }

  #subject(query: ClaimQuery, series: MetricSeries, cohort: ClaimQuery['cohort']): readonly Series[] {
    const { metric, split, segment } = query;
    if (split === undefined) {
      const of = segment === undefined ? [] : (['segment', segment] as const);
      return [{ readings: this.#readings(query, series, keyOf(metric.name, cohort, ...of)) }];
    }
    const labels =
      split === 'segment'
        ? Object.keys(this.plan.audience.segments)
        : [...(this.#labels.get(`${metric.name}/${split}`) ?? [])].sort();
    return labels.map((label) => ({
      label,
      readings: this.#readings(query, series, keyOf(metric.name, cohort, split, label)),
    }));
  }

  #readings({ metric, windows }: ClaimQuery, series: MetricSeries, key: string): readonly Reading[] {
    const recorded = this.#series.get(key);
    return windows.map((window): Reading => {
      if (!recorded) return metric.census ? { kind: 'empty' } : { kind: 'missing' };
      return recorded.read(metric, series, publishedIn(window, metric.everyMs ?? MINUTE, Infinity));
    });
  }
}

function keyOf(metric: string, cohort: string, dimension = '', value = ''): string {
  return JSON.stringify([metric, cohort, dimension, value]);
}

/** The rows of one series, oldest first, with running sums: any window costs the same. */
class RecordedSeries {
  readonly #times: number[] = [];
  readonly #rows: RecordedRow[] = [];
  readonly #values: number[] = [0];
  /** Values times samples: what averages and percentiles are put together by. */
  readonly #weighed: number[] = [0];
  readonly #samples: number[] = [0];
  /** How many moments had rows: several of the same moment are one publication. */
  readonly #moments: number[] = [0];

  /** Rows must come in order. */
  add(row: RecordedRow): void {
    this.#moments.push((this.#moments.at(-1) ?? 0) + (this.#times.at(-1) === row.at ? 0 : 1));
    this.#times.push(row.at);
    this.#rows.push(row);
    this.#values.push((this.#values.at(-1) ?? 0) + row.value);
    this.#weighed.push((this.#weighed.at(-1) ?? 0) + row.value * row.samples);
    this.#samples.push((this.#samples.at(-1) ?? 0) + row.samples);
  }

  read(metric: Metric, series: MetricSeries, { from, to }: Stretch): Reading {
    const first = firstFrom(this.#times, from);
    const end = firstFrom(this.#times, to);
    if (metric.reportedBy !== undefined)
      return reportedReading(metric, this.#rows.slice(first, end).map(reportOf), from, to);
    if (first >= end) return joinReading(metric, series, []);
    const sum = (running: readonly number[]): number => (running[end] ?? 0) - (running[first] ?? 0);
    const samples = sum(this.#samples);
    const point = {
      samples,
      hasValue: true,
      hasSamples: true,
      periodMs: Math.max(1, sum(this.#moments)) * (metric.everyMs ?? MINUTE),
    };
    switch (series.joins) {
      case 'least':
      case 'most':
        return joinReading(
          metric,
          series,
          this.#rows.slice(first, end).map(({ value, samples: own }) => ({ ...point, value, samples: own })),
        );
      case 'percentile':
        return joinReading(metric, series, [
          { ...point, value: samples > 0 ? sum(this.#weighed) / samples : 0 },
        ]);
      case 'quotient': {
        const value = metric.source.kind === 'ratio' ? sum(this.#values) : sum(this.#weighed);
        return joinReading(metric, series, [{ ...point, value }]);
      }
      case 'total':
      case 'part':
        return joinReading(metric, series, [{ ...point, value: sum(this.#values) }]);
    }
  }
}

function reportOf({ at, value, samples }: RecordedRow): Report {
  return { at, value, whole: samples };
}

/** The index of the first time that is not before `at`. */
function firstFrom(times: readonly number[], at: number): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((times[middle] ?? Infinity) < at) low = middle + 1;
    else high = middle;
  }
  return low;
}
