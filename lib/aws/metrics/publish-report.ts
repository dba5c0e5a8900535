import { PutMetricDataCommand, type CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { dimensionsOf } from '../../contract/metric-dimensions.js';
import { seriesOf } from '../../contract/metric-series.js';
import type { RolloutPlan } from '../../plan/rollout-plan.js';
import type { ReportedValue } from '../../runtime/ports.js';

/**
 * Shows a value that a person reported on dashboards, under {Rollout}, as it was said. CloudWatch takes values of the
 * last two weeks only.
 * @throws when CloudWatch does not take it
 */
export async function publishReport(
  client: CloudWatchClient,
  { namespace, rollout }: RolloutPlan,
  { metric, at, value, whole }: ReportedValue,
): Promise<void> {
  const series = seriesOf(metric.source);
  if (!series) return;
  const datum = (MetricName: string, Value: number) => ({
    MetricName,
    Value,
    Timestamp: new Date(at),
    Dimensions: dimensionsOf({ rollout }).map((dimension) => ({ ...dimension })),
  });
  await client.send(
    new PutMetricDataCommand({
      Namespace: namespace,
      MetricData: [
        datum(series.value.metricName, value),
        ...(metric.source.kind === 'ratio' ? [datum(series.samples.metricName, whole ?? 1)] : []),
      ],
    }),
  );
}
