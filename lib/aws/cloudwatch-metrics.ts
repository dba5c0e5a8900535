import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { dimensionsOf, NEXT_COHORT, type SeriesScope } from '../contract/metric-dimensions.js';
import { publishedIn } from '../contract/published-in.js';
import { seriesAbove, seriesOf, type MetricSeries } from '../contract/metric-series.js';
import type { ClaimQuery } from '../judge/claim-query.js';
import type { ClaimData, Reading, Series } from '../judge/reading.js';
import type { Metric, RolloutPlan } from '../plan/rollout-plan.js';
import type { Clock, Instant, MetricSource, ReportedValue } from '../runtime/ports.js';
import { MeasuredWindows, type MeasuredWindow } from './metrics/measured-windows.js';
import { publishReport } from './metrics/publish-report.js';
import type { SettledPoints } from './metrics/settled-points.js';
import { splitLabels, type SplitLabels } from './metrics/split-labels.js';
import { reasonOf, ServiceError } from './service-error.js';

const MINUTE = 60_000;
/**
 * CloudWatch promises no time after which all samples of a period have arrived. EMF takes the way through the logs; two
 * minutes leave it room. What arrives later is seen by the next look over the same span.
 */
const INGESTION_LAG_MS = 2 * MINUTE;

/** What people have reported, kept where it is not lost. */
export interface ReportedValues {
  add(report: ReportedValue): Promise<void>;
  /** What was reported of a metric in [from, to); values in the units of the plan. */
  read(metric: Metric, from: Instant, to: Instant): Promise<Reading>;
}

export interface CloudWatchMetricsOptions {
  /** It tries again by itself when CloudWatch is busy, within the bound of `RETRYING`. */
  readonly client: CloudWatchClient;
  readonly plan: RolloutPlan;
  readonly clock: Clock;
  readonly reported: ReportedValues;
  /** Milliseconds. @default two minutes */
  readonly ingestionLagMs?: number;
  /** What was measured before and does not change any more. @default everything is measured anew */
  readonly settled?: SettledPoints;
  /** Hears why a reported value could not be shown on dashboards. It is kept all the same. @default nobody */
  readonly onUnpublished?: (reason: string) => void;
}

type AskedCohort = ClaimQuery['cohort'] | typeof NEXT_COHORT;

/** One series of one query: what is asked for, and where the answer goes. */
interface Subject {
  readonly label?: string;
  readonly windows: readonly MeasuredWindow[];
}

/** All series of one query. */
interface Subjects {
  readonly subject: readonly Subject[];
  readonly control?: readonly Subject[];
  readonly next?: readonly Subject[];
}

/**
 * Measures in CloudWatch, by the metric contract: the raw series are asked for with as few calls of GetMetricData as
 * there can be, and put together here, so that a gate and a rehearsal mean the same by a ratio.
 *
 * Sums, ratios, averages and extremes are exact over any span. A percentile is that of the whole span up to a day; over
 * longer spans it is the mean of the days' percentiles, weighed by their samples. Windows begin at the first whole minute
 * (five minutes after 15 days, hours after 63), because CloudWatch knows no finer.
 */
export class CloudWatchMetrics implements MetricSource {
  readonly ingestionLagMs: number;

  constructor(private readonly options: CloudWatchMetricsOptions) {
    this.ingestionLagMs = options.ingestionLagMs ?? INGESTION_LAG_MS;
  }

  async measure(queries: readonly ClaimQuery[]): Promise<readonly ClaimData[]> {
    const { client, clock, plan } = this.options;
    const now = clock.now();
    const finestMs = Math.min(MINUTE, plan.judge.periodMs);
    const measured = new MeasuredWindows(now, finestMs, this.options.settled);
    const labels = await this.#labelsOf(queries);
    const asked = queries.map((query, index) => this.#subjectsOf(query, labels[index], measured, now));
    await measured.measure(client);
    return Promise.all(
      queries.map(async (query, index): Promise<ClaimData> => {
        const subjects = asked[index];
        if (query.metric.reportedBy !== undefined) return this.#reportedIn(query, now);
        if (!subjects || 'reason' in subjects)
          return { kind: 'failed', reason: subjects?.reason ?? 'nothing was asked' };
        return answered(subjects);
      }),
    );
  }

  async record(report: ReportedValue): Promise<void> {
    await this.options.reported.add(report);
    try {
      await publishReport(this.options.client, this.options.plan, report);
    } catch (error) {
      this.options.onUnpublished?.(
        `${report.metric.name} is not on the dashboards: ${new ServiceError('cloudwatch:PutMetricData', error).message}`,
      );
    }
  }

  /** CloudWatch holds counts, not who was counted: it cannot tell. */
  async affectedUnits(): Promise<undefined> {
    return undefined;
  }

  /** The values of the dimensions that queries are split by, each dimension asked for once. */
  async #labelsOf(queries: readonly ClaimQuery[]): Promise<readonly (SplitLabels | undefined)[]> {
    const { client, plan } = this.options;
    const known = new Map<string, Promise<SplitLabels>>();
    return Promise.all(
      queries.map(async ({ metric, split }) => {
        const metricName = seriesOf(metric.source)?.samples.metricName;
        if (split === undefined || metricName === undefined || metric.reportedBy !== undefined)
          return undefined;
        if (split === 'segment')
          return { kind: 'labels', labels: Object.keys(plan.audience.segments) } as const;
        const key = JSON.stringify([metricName, split]);
        const { namespace, rollout } = plan;
        const found =
          known.get(key) ??
          splitLabels(client, { namespace, metricName, rollout, split, cohorts: metric.cohorts });
        known.set(key, found);
        return found;
      }),
    );
  }

  #subjectsOf(
    query: ClaimQuery,
    labels: SplitLabels | undefined,
    measured: MeasuredWindows,
    now: Instant,
  ): Subjects | { readonly reason: string } {
    const { metric, withControl, withNext } = query;
    if (metric.reportedBy !== undefined) return { subject: [] };
    const series = seriesOf(metric.source);
    if (!series) return { reason: `${metric.name} is nothing that CloudWatch holds` };
    if (labels?.kind === 'failed') return { reason: labels.reason };
    const visible = now - this.ingestionLagMs;
    const seriesFor = (cohort: AskedCohort): MetricSeries => {
      const { source, scaling } = metric;
      if (!query.above || source.kind !== 'percentile') return series;
      const isServedOld = cohort === 'control' || cohort === NEXT_COHORT;
      return seriesAbove(source, query.above[isServedOld ? 'control' : 'canary'] / scaling);
    };
    const of = (cohort: AskedCohort): readonly Subject[] =>
      this.#scopesOf(query, cohort, labels?.labels).map(({ label, scope }) => ({
        ...(label === undefined ? {} : { label }),
        windows: query.windows.map((window) =>
          measured.add({
            metric,
            series: seriesFor(cohort),
            namespace: this.options.plan.namespace,
            dimensions: dimensionsOf(scope),
            window: publishedIn(window, metric.everyMs ?? MINUTE, visible),
          }),
        ),
      }));
    return {
      subject: of(query.cohort),
      ...(withControl ? { control: of('control') } : {}),
      ...(withNext ? { next: of(NEXT_COHORT) } : {}),
    };
  }

  #scopesOf(
    { metric, segment, split }: ClaimQuery,
    cohort: AskedCohort,
    labels: readonly string[] | undefined,
  ): readonly { readonly label?: string; readonly scope: SeriesScope }[] {
    const base: SeriesScope = {
      rollout: this.options.plan.rollout,
      ...(cohort === 'all' || !metric.cohorts ? {} : { cohort }),
      ...(segment === undefined ? {} : { segment }),
    };
    if (split === undefined) return [{ scope: base }];
    return (labels ?? []).map((label) => ({
      label,
      scope:
        split === 'segment' ? { ...base, segment: label } : { ...base, split: { name: split, value: label } },
    }));
  }

  /** Reports do not say of whom they are. */
  async #reportedIn({ metric, windows, segment, split }: ClaimQuery, now: Instant): Promise<ClaimData> {
    const visible = now - this.ingestionLagMs;
    try {
      const readings = await Promise.all(
        windows.map(async ({ from, to }): Promise<Reading> =>
          segment === undefined && split === undefined
            ? this.options.reported.read(metric, from, Math.min(to, visible))
            : { kind: 'missing' },
        ),
      );
      return { kind: 'measured', subject: [{ readings }] };
    } catch (error) {
      return { kind: 'failed', reason: reasonOf(error) };
    }
  }
}

function answered({ subject, control, next }: Subjects): ClaimData {
  const failed = [...subject, ...(control ?? []), ...(next ?? [])]
    .flatMap(({ windows }) => windows)
    .map((window) => window.read())
    .find((reading) => reading.kind === 'failed');
  if (failed?.kind === 'failed') return failed;
  const series = ({ label, windows }: Subject): Series => ({
    ...(label === undefined ? {} : { label }),
    readings: windows.flatMap((window) => {
      const reading = window.read();
      return reading.kind === 'failed' ? [] : [reading];
    }),
  });
  return {
    kind: 'measured',
    subject: subject.map(series),
    ...(control ? { control: control.map(series) } : {}),
    ...(next ? { next: next.map(series) } : {}),
  };
}
