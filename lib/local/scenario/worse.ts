import type { Metric } from '../../plan/rollout-plan.js';

/** Where a plan allows no harm at all, what counts as its whole allowance: a share of bad samples, or events an hour. */
const HARM_WHERE_NONE_IS_ALLOWED = { share: 0.1, perHour: 10 };
const HOUR = 3_600_000;

/** The worse of two values of a metric. */
export function worseOf(metric: Metric, one: number, other: number): number {
  return metric.better === 'lower' ? Math.max(one, other) : Math.min(one, other);
}

/**
 * `value` made `factor` times as bad: times the factor where lower is better; where higher is better, its distance
 * from the best possible value times the factor (divided by the factor where there is no best possible value).
 */
export function worsened(metric: Metric, value: number, factor: number): number {
  const { lowest, highest } = boundsOf(metric);
  if (metric.better === 'lower') return Math.min(highest, value * factor);
  const worse = Number.isFinite(highest) ? highest - (highest - value) * factor : value / factor;
  return Math.max(lowest, worse);
}

/** `cap` exceeded by `factor` (or kept, below 1); a cap that allows no harm is exceeded by anything. */
export function relativeToCap(metric: Metric, cap: number, factor: number): number {
  const { lowest, highest } = boundsOf(metric);
  const best = metric.better === 'lower' ? lowest : highest;
  if (cap !== best || factor <= 1) return worsened(metric, cap, factor);
  if (metric.better === 'lower') return Math.min(highest, best + harmOf(metric) * factor);
  return Math.max(lowest, best * (1 - HARM_WHERE_NONE_IS_ALLOWED.share * factor));
}

function harmOf({ source, everyMs }: Metric): number {
  const { share, perHour } = HARM_WHERE_NONE_IS_ALLOWED;
  switch (source.kind) {
    case 'rate':
      return (perHour * source.perMs) / HOUR;
    case 'sum':
      return (perHour * (everyMs ?? 60_000)) / HOUR;
    default:
      return share;
  }
}

/** The values that a metric can have. */
export function boundsOf(metric: Metric): { readonly lowest: number; readonly highest: number } {
  if (metric.scale) return { lowest: metric.scale[0], highest: metric.scale[1] };
  return { lowest: 0, highest: metric.unit === 'fraction' ? 1 : Number.POSITIVE_INFINITY };
}
