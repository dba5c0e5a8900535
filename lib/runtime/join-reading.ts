import type { MetricSeries } from '../contract/metric-series.js';
import type { Reading } from '../judge/reading.js';
import type { Metric } from '../plan/rollout-plan.js';

/** A data point of a window: of the value and of the number of samples. */
export interface WindowPoints {
  readonly value: number;
  readonly samples: number;
  readonly hasValue: boolean;
  readonly hasSamples: boolean;
  /** How long the period is that the point stands for; milliseconds. */
  readonly periodMs: number;
}

const MISSING: Reading = { kind: 'missing' };
const EMPTY: Reading = { kind: 'empty' };

/**
 * Puts the data points of a window together.
 *
 * `missing` is what CloudWatch holds nothing of. Of a ratio both must have been published: parts that nobody publishes
 * are not zero. `empty` is a ratio whose whole is zero. A census has samples only when a unit is exposed, so that its
 * silence means nothing: it is always `empty`. Averages and percentiles have no zeros to publish: where nothing happened
 * they are `missing`.
 */
export function joinReading(
  metric: Metric,
  { joins, perMs }: MetricSeries,
  points: readonly WindowPoints[],
): Reading {
  const silent = metric.census ? EMPTY : MISSING;
  const valued = points.filter(({ hasValue }) => hasValue);
  const counted = points.filter(({ hasSamples }) => hasSamples);
  if (joins === 'part' && counted.length > 0) return joinPart(valued, counted);
  if (valued.length === 0 || counted.length === 0) return silent;
  const samples = total(counted.map((point) => point.samples));
  const sum = total(valued.map(({ value }) => value));
  switch (joins) {
    case 'quotient': {
      if (samples <= 0) return EMPTY;
      const value = (sum / samples) * metric.scaling;
      return { kind: 'value', value, samples, ...(metric.source.kind === 'ratio' ? { part: sum } : {}) };
    }
    case 'total': {
      if (perMs === undefined) return { kind: 'value', value: sum * metric.scaling, samples };
      // While nothing is published, nothing is known: a rate is over the time that is.
      const publishedMs = total(valued.map(({ periodMs }) => Math.max(periodMs, metric.everyMs ?? 0)));
      const value = ((sum * perMs) / publishedMs) * metric.scaling;
      return { kind: 'value', value, samples: Math.max(samples, sum) };
    }
    case 'least':
      return extreme(Math.min, Infinity, valued, metric, samples);
    case 'most':
      return extreme(Math.max, -Infinity, valued, metric, samples);
    case 'part':
      return silent;
    case 'percentile': {
      const whole = valued.filter(({ hasSamples }) => hasSamples);
      const weight = total(whole.map((point) => point.samples));
      if (weight <= 0) return silent;
      const value = total(whole.map((point) => point.value * (point.samples / weight)));
      return { kind: 'value', value: value * metric.scaling, samples: weight };
    }
  }
}

/** A trimmed count may be missing where no sample is in its range: the samples say that something was published. */
function joinPart(valued: readonly WindowPoints[], counted: readonly WindowPoints[]): Reading {
  const samples = total(counted.map((point) => point.samples));
  if (samples <= 0) return EMPTY;
  const part = total(valued.map(({ value }) => value));
  return { kind: 'value', value: part / samples, samples, part };
}

function extreme(
  most: (one: number, other: number) => number,
  first: number,
  points: readonly WindowPoints[],
  { scaling }: Metric,
  samples: number,
): Reading {
  return {
    kind: 'value',
    value: points.reduce((found, { value }) => most(found, value), first) * scaling,
    samples,
  };
}

function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
