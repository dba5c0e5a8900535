import {
  GetMetricDataCommand,
  type CloudWatchClient,
  type MetricDataQuery,
  type MetricDataResult,
} from '@aws-sdk/client-cloudwatch';
import { ServiceError } from '../service-error.js';
import type { Call } from './plan-calls.js';

/** What came back for one query: values by the time stamp of their period. */
export type DataPoints =
  | { readonly kind: 'points'; readonly values: ReadonlyMap<number, number> }
  | { readonly kind: 'failed'; readonly reason: string };

/** More pages than any call of ours can have; beyond that the service goes in circles. */
const MOST_PAGES = 100;

/**
 * Carries out one call, page after page. Whatever is not complete is failed: half of the errors would look like fewer
 * errors. Throttling and passing faults are tried again by the client itself, with backoff and jitter, as often as it is
 * told to (`RETRYING`).
 * @returns the data points by key of the query
 */
export async function getMetricData(
  client: CloudWatchClient,
  call: Call,
): Promise<ReadonlyMap<string, DataPoints>> {
  const keys = [...call.queries.keys()];
  try {
    const answers = await pagesOf(client, call);
    return new Map(keys.map((key, index) => [key, answers.get(idOf(index)) ?? UNANSWERED]));
  } catch (error) {
    const { message: reason } = new ServiceError('cloudwatch:GetMetricData', error);
    return new Map(keys.map((key) => [key, { kind: 'failed', reason }]));
  }
}

const UNANSWERED: DataPoints = { kind: 'failed', reason: 'CloudWatch left the query out of its answer' };

async function pagesOf(client: CloudWatchClient, call: Call): Promise<ReadonlyMap<string, DataPoints>> {
  const MetricDataQueries = [...call.queries.values()].map(({ asked, periodMs }, index): MetricDataQuery => ({
    Id: idOf(index),
    MetricStat: {
      Metric: {
        Namespace: asked.namespace,
        MetricName: asked.metricName,
        Dimensions: asked.dimensions.map((dimension) => ({ ...dimension })),
      },
      Period: periodMs / 1000,
      Stat: asked.statistic,
    },
  }));
  const parts = new Map<string, MetricDataResult[]>();
  let token: string | undefined;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const answer = await client.send(
      new GetMetricDataCommand({
        MetricDataQueries,
        StartTime: new Date(call.start),
        EndTime: new Date(call.end),
        ScanBy: 'TimestampAscending',
        ...(token === undefined ? {} : { NextToken: token }),
      }),
    );
    const [message] = answer.Messages ?? [];
    if (message) throw new Error(`CloudWatch says: ${message.Value ?? message.Code ?? 'something is wrong'}`);
    for (const result of answer.MetricDataResults ?? []) {
      const id = result.Id ?? '';
      parts.set(id, [...(parts.get(id) ?? []), result]);
    }
    token = answer.NextToken;
    if (token === undefined) return new Map([...parts].map(([id, results]) => [id, joined(results)]));
  }
  throw new Error(`CloudWatch answered in more than ${String(MOST_PAGES)} pages`);
}

/** Pages of one query, put together; the newest says whether it is complete. */
function joined(results: readonly MetricDataResult[]): DataPoints {
  const { StatusCode, Messages = [] } = results.at(-1) ?? {};
  if (StatusCode !== 'Complete') {
    const says = Messages.map(({ Value }) => Value ?? '').join('; ');
    return {
      kind: 'failed',
      reason: `CloudWatch answered ${StatusCode ?? 'nothing'}${says === '' ? '' : `: ${says}`}`,
    };
  }
  const values = new Map<number, number>();
  for (const { Timestamps = [], Values = [] } of results) {
    Timestamps.forEach((at, index) => {
      const value = Values[index];
      if (value !== undefined) values.set(at.getTime(), value);
    });
  }
  return { kind: 'points', values };
}

function idOf(index: number): string {
  return `q${String(index)}`;
}
