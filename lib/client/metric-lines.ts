/** Units that CloudWatch knows. */
export type MetricUnit =
  | 'None'
  | 'Count'
  | 'Percent'
  | 'Seconds'
  | 'Milliseconds'
  | 'Microseconds'
  | 'Bytes'
  | 'Kilobytes'
  | 'Megabytes'
  | 'Gigabytes'
  | 'Count/Second'
  | 'Bytes/Second';

/** The values of one metric. */
export interface MetricValues {
  readonly name: string;
  readonly unit: MetricUnit;
  readonly values: readonly number[];
}

/** Metrics that belong to the same dimensions and the same moment. */
export interface MetricGroup {
  readonly namespace: string;
  /** Milliseconds since the Unix epoch. */
  readonly timestamp: number;
  /** 1: kept by the second, for periods below a minute. */
  readonly storageResolution: 1 | 60;
  /** The names of each set, all of them in `dimensions`. */
  readonly sets: readonly (readonly string[])[];
  readonly dimensions: Readonly<Record<string, string>>;
  readonly metrics: readonly MetricValues[];
}

const MOST_METRICS = 100;
const MOST_VALUES = 100;

/**
 * The lines of CloudWatch's embedded metric format: each at most 100 metrics with at most 100 values each, and no name
 * twice. Values are raw, so that CloudWatch can tell percentiles and count those above a limit.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export function metricLines(group: MetricGroup): readonly string[] {
  return rounds(group.metrics).flatMap((round) => {
    const lines: string[] = [];
    for (let from = 0; from < round.length; from += MOST_METRICS)
      lines.push(line(group, round.slice(from, from + MOST_METRICS)));
    return lines;
  });
}

/** The n-th round has the n-th hundred values of every metric, so no name is in a round twice. */
function rounds(metrics: readonly MetricValues[]): readonly (readonly MetricValues[])[] {
  const result: MetricValues[][] = [];
  const used = new Map<string, number>();
  for (const { name, unit, values } of metrics) {
    for (let from = 0; from < values.length; from += MOST_VALUES) {
      const round = used.get(name) ?? 0;
      used.set(name, round + 1);
      (result[round] ??= []).push({ name, unit, values: values.slice(from, from + MOST_VALUES) });
    }
  }
  return result;
}

function line(group: MetricGroup, metrics: readonly MetricValues[]): string {
  const { namespace, timestamp, storageResolution, sets, dimensions } = group;
  return JSON.stringify({
    _aws: {
      Timestamp: timestamp,
      CloudWatchMetrics: [
        {
          Namespace: namespace,
          Dimensions: sets,
          Metrics: metrics.map(({ name, unit }) => ({
            Name: name,
            Unit: unit,
            ...(storageResolution === 1 ? { StorageResolution: 1 } : {}),
          })),
        },
      ],
    },
    ...dimensions,
    ...Object.fromEntries(
      metrics.map(({ name, values }) => [name, values.length === 1 ? values[0] : values]),
    ),
  });
}
