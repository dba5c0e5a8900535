import { ListMetricsCommand, type CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { ServiceError } from '../service-error.js';

/** The values that a dimension has, or why they cannot be known. */
export type SplitLabels =
  | { readonly kind: 'labels'; readonly labels: readonly string[] }
  | { readonly kind: 'failed'; readonly reason: string };

/** ListMetrics answers 500 at a time; so many values nobody compares. */
const MOST_PAGES = 20;

/**
 * The values of a dimension under which a metric has been published in the last two weeks, by either cohort, sorted.
 * Values that have fallen silent are among them: a claim about every value is not to pass because one of them is gone.
 * It takes CloudWatch up to a quarter of an hour to list what is published for the first time.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_ListMetrics.html
 */
export async function splitLabels(
  client: CloudWatchClient,
  asked: {
    readonly namespace: string;
    readonly metricName: string;
    readonly rollout: string;
    readonly split: string;
    /** Whether the metric tells canary from control. */
    readonly cohorts: boolean;
  },
): Promise<SplitLabels> {
  const names = ['Rollout', ...(asked.cohorts ? ['Cohort'] : []), asked.split].sort();
  const labels = new Set<string>();
  try {
    let token: string | undefined;
    for (let page = 0; page < MOST_PAGES; page += 1) {
      const { Metrics = [], NextToken } = await client.send(
        new ListMetricsCommand({
          Namespace: asked.namespace,
          MetricName: asked.metricName,
          Dimensions: [{ Name: 'Rollout', Value: asked.rollout }, { Name: asked.split }],
          ...(token === undefined ? {} : { NextToken: token }),
        }),
      );
      for (const { Dimensions = [] } of Metrics) {
        const own = Dimensions.map(({ Name = '' }) => Name).sort();
        const label = Dimensions.find(({ Name }) => Name === asked.split)?.Value;
        // Metrics with further dimensions hold a part of the samples only.
        if (label !== undefined && own.join('\n') === names.join('\n')) labels.add(label);
      }
      token = NextToken;
      if (token === undefined) return { kind: 'labels', labels: [...labels].sort() };
    }
    return { kind: 'failed', reason: `\`${asked.split}\` has more values than can be compared` };
  } catch (error) {
    return { kind: 'failed', reason: new ServiceError('cloudwatch:ListMetrics', error).message };
  }
}
