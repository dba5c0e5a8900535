import type { MetricSource } from '../plan/rollout-plan.js';

/** Statistics of CloudWatch that we ask for: `p95` and the like need raw values, see `trimmedCount` for counts. */
export type Statistic = 'Sum' | 'SampleCount' | 'Minimum' | 'Maximum' | `p${number}` | `TC(${string}:)`;

/** One statistic of one published metric. */
export interface PublishedStatistic {
  readonly metricName: string;
  readonly statistic: Statistic;
}

/** The two series that say everything about a metric of a plan. */
export interface MetricSeries {
  readonly value: PublishedStatistic;
  /** How many samples the value rests on: of a ratio the sum of the whole. */
  readonly samples: PublishedStatistic;
  /**
   * `quotient`: the metric is value over samples, and both add up over time. `total`: the value adds up. `extreme`: the
   * least or the most of parts is that of the whole. `percentile`: nothing can be put together from parts. `part`: the
   * value counts some of the samples, and where it is missing there were none of these.
   */
  readonly joins: 'quotient' | 'total' | 'least' | 'most' | 'percentile' | 'part';
  /** Of a rate: the length of time that it is counted in. */
  readonly perMs?: number;
}

/** What to ask CloudWatch for a metric; nothing for what the rollout knows itself and for figures of hooks. */
export function seriesOf(source: MetricSource): MetricSeries | undefined {
  switch (source.kind) {
    case 'ratio':
      return {
        value: { metricName: source.part, statistic: 'Sum' },
        samples: { metricName: source.whole, statistic: 'Sum' },
        joins: 'quotient',
      };
    case 'average':
      return { ...counted(source.metric, 'Sum'), joins: 'quotient' };
    case 'sum':
      return { ...counted(source.metric, 'Sum'), joins: 'total' };
    case 'rate':
      return { ...counted(source.counted, 'Sum'), joins: 'total', perMs: source.perMs };
    case 'min':
      return { ...counted(source.metric, 'Minimum'), joins: 'least' };
    case 'max':
      return { ...counted(source.metric, 'Maximum'), joins: 'most' };
    case 'percentile':
      return { ...counted(source.metric, `p${source.percentile}`), joins: 'percentile' };
    case 'own':
    case 'figure':
      return undefined;
  }
}

function counted(metricName: string, statistic: Statistic): Pick<MetricSeries, 'value' | 'samples'> {
  return { value: { metricName, statistic }, samples: { metricName, statistic: 'SampleCount' } };
}

/** What to ask CloudWatch for how many samples of a percentile's metric are above a limit. @param above as published */
export function seriesAbove(
  source: MetricSource & { readonly kind: 'percentile' },
  above: number,
): MetricSeries {
  return { ...counted(source.metric, trimmedCount(above)), joins: 'part' };
}

/**
 * The statistic that counts the samples above a limit: trimmed count, its lower bound excluded. It needs raw values
 * (not statistic sets), none of them negative.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Statistics-definitions.html
 * @param above in the unit in which the metric is published
 */
export function trimmedCount(above: number): Statistic {
  return `TC(${String(above)}:)`;
}
