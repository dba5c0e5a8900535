import type { Claim } from './expressions/condition.js';
import type { Metric, RolloutPlan } from './rollout-plan.js';

/** The values that a metric can have: both ends included; infinite where nothing is known. */
export interface ValueRange {
  readonly from: number;
  readonly to: number;
}

/**
 * Which values a claim's metric can have at all, by what it is: a ratio without a unit is a share, a rate, a time and an
 * amount of incidents are not below nothing, an own figure is what the rollout can have. What people or hooks report may
 * be anything.
 */
export function valueRange(plan: RolloutPlan, metric: Metric): ValueRange {
  const { source, unit, scale } = metric;
  if (scale) return { from: scale[0], to: scale[1] };
  switch (source.kind) {
    case 'ratio':
      return unit === 'fraction' ? { from: 0, to: 1 } : { from: 0, to: Infinity };
    case 'rate':
      return { from: 0, to: Infinity };
    case 'own':
      return source.what === 'exposed units'
        ? { from: 0, to: plan.audience.size }
        : { from: 0, to: Infinity };
    case 'sum':
    case 'average':
    case 'min':
    case 'max':
    case 'percentile':
      return unit === 'ms' ? { from: 0, to: Infinity } : { from: -Infinity, to: Infinity };
    case 'figure':
      return { from: -Infinity, to: Infinity };
  }
}

/** The value that a claim compares with, where it is one value: not what control will be, and not a count. */
export function levelOf({ level }: Claim, metric: Metric): number | undefined {
  switch (level.kind) {
    case 'fixed':
      return level.quantity.value;
    case 'relative':
      return level.reference === 'baseline' && metric.baseline !== undefined
        ? level.factor * metric.baseline
        : undefined;
    case 'count':
      return undefined;
  }
}

/**
 * Values that tell claims about the same figure apart: one of each stretch between the levels, the levels themselves, and
 * the ends of the range. What is true for none of them is true for no value.
 */
export function tellingValues(levels: readonly number[], { from, to }: ValueRange): readonly number[] {
  const edges = [...new Set([from, to, ...levels])]
    .filter((edge) => Number.isFinite(edge) && edge >= from && edge <= to)
    .sort((one, other) => one - other);
  const [lowest = 0] = edges;
  const highest = edges.at(-1) ?? 0;
  const between = edges.slice(1).map((edge, index) => ((edges[index] ?? edge) + edge) / 2);
  return [
    ...edges,
    ...between,
    ...(from < lowest ? [lowest - Math.max(1, Math.abs(lowest))] : []),
    ...(to > highest ? [highest + Math.max(1, Math.abs(highest))] : []),
    ...(edges.length === 0 ? [0] : []),
  ].filter((value) => value >= from && value <= to);
}
