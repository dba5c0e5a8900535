import type { Reading } from '../judge/reading.js';
import type { Metric } from '../plan/rollout-plan.js';
import type { Instant, ReportedValue } from './ports.js';

/** One value that somebody has reported of a metric. */
export type Report = Pick<ReportedValue, 'at' | 'value' | 'whole'>;

/**
 * What was reported of a metric in [from, to): of a ratio the parts over the wholes; a sum, the least or the most of the
 * values; of anything else their mean, so that a rate is reported as the rate that it is.
 */
export function reportedReading(
  metric: Metric,
  reports: readonly Report[],
  from: Instant,
  to: Instant,
): Reading {
  const within = reports.filter(({ at }) => from <= at && at < to);
  if (within.length === 0) return { kind: 'missing' };
  const values = within.map(({ value }) => value * metric.scaling);
  const samples = within.length;
  switch (metric.source.kind) {
    case 'ratio': {
      const whole = within.reduce((sum, report) => sum + (report.whole ?? 1), 0);
      const part = within.reduce((sum, report) => sum + report.value, 0);
      return whole > 0 ? { kind: 'value', value: part / whole, samples: whole, part } : { kind: 'empty' };
    }
    case 'sum':
      return { kind: 'value', value: total(values), samples };
    case 'min':
      return { kind: 'value', value: Math.min(...values), samples };
    case 'max':
      return { kind: 'value', value: Math.max(...values), samples };
    default:
      return { kind: 'value', value: total(values) / samples, samples };
  }
}

function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
