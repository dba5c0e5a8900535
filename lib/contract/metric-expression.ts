import type { Metric } from '../plan/rollout-plan.js';
import { dimensionsOf, type Dimension, type SeriesScope } from './metric-dimensions.js';
import { seriesOf, type PublishedStatistic, type Statistic } from './metric-series.js';

/** A time series of CloudWatch with the id under which expressions name it. */
export interface CloudWatchSeries {
  /** Begins with a lower-case letter; letters, digits and underscores. */
  readonly id: string;
  readonly namespace: string;
  readonly metricName: string;
  readonly dimensions: readonly Dimension[];
  readonly statistic: Statistic;
  /** Seconds. */
  readonly period: number;
}

/** Metric math over some series. */
export interface MetricExpression {
  readonly series: readonly CloudWatchSeries[];
  /** The value as it is published; no data point where nothing happened. */
  readonly value: string;
  /** The same where there are samples; where there are none, metric math does not say what it is. */
  readonly sampled: string;
  /** How many samples it rests on. */
  readonly samples: string;
}

/** Where and how a metric is asked for. */
export interface ExpressionOptions {
  readonly namespace: string;
  readonly scope: SeriesScope;
  /** Seconds: 1, 5, 10, 20, 30 or a multiple of 60. */
  readonly period: number;
  /** Ids of its series: `<id>` and `<id>_samples`. @default `value` */
  readonly id?: string;
}

/**
 * A metric of a plan in metric math. Of a ratio, nothing is said where the whole is zero: what did not happen is neither
 * good nor bad. Nothing for metrics that CloudWatch does not hold.
 */
export function expressionOf(metric: Metric, options: ExpressionOptions): MetricExpression | undefined {
  const asked = seriesOf(metric.source);
  if (!asked) return undefined;
  const { id = 'value', period } = options;
  const samples = `${id}_samples`;
  const sampled =
    asked.joins === 'quotient'
      ? `${id} / ${samples}`
      : asked.perMs === undefined
        ? id
        : `${id} * ${figure(asked.perMs / (period * 1000))}`;
  return {
    series: [seriesWith(id, asked.value, options), seriesWith(samples, asked.samples, options)],
    value: asked.joins === 'quotient' ? `IF(${samples} > 0, ${sampled})` : sampled,
    sampled,
    samples,
  };
}

function seriesWith(
  id: string,
  { metricName, statistic }: PublishedStatistic,
  { namespace, scope, period }: ExpressionOptions,
): CloudWatchSeries {
  return { id, namespace, metricName, dimensions: dimensionsOf(scope), statistic, period };
}

/** An expression in the unit that people read: percent for fractions, milliseconds for times. */
export function inPlanUnits(metric: Metric, expression: string): string {
  const factor = metric.scaling * (metric.unit === 'fraction' ? 100 : 1);
  return factor === 1 ? expression : `(${expression}) * ${figure(factor)}`;
}

/** A level of the plan in the unit in which the metric is published. */
export function publishedLevel(metric: Metric, level: number): number {
  return Number((level / metric.scaling).toPrecision(15));
}

/** A number as metric math reads it: it knows no exponents. */
export function figure(value: number): string {
  const text = String(value);
  return text.includes('e') ? value.toFixed(20).replace(/\.?0+$/u, '') : text;
}
