import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { RETRYING } from '../../lib/aws/retry.js';

export type Dimensions = Readonly<Record<string, string>>;

interface Series {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Dimensions;
  readonly samples: { readonly at: number; readonly value: number; readonly count: number }[];
}

interface Query {
  readonly Id: string;
  readonly MetricStat: {
    readonly Metric: {
      readonly Namespace: string;
      readonly MetricName: string;
      readonly Dimensions?: readonly { readonly Name: string; readonly Value: string }[];
    };
    readonly Period: number;
    readonly Stat: string;
  };
}

interface Result {
  readonly Id: string;
  readonly Timestamps: number[];
  readonly Values: number[];
  StatusCode: string;
}

class Refused extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly status = 400,
  ) {
    super(message);
  }
}

/**
 * The part of CloudWatch that we use, over HTTP in its own protocol: it keeps samples and aggregates them when it is
 * asked, with its limits and its pages.
 */
export class FakeCloudWatch {
  /** Whether periods count from the start of the request or from midnight: AWS does not promise either. */
  alignment: 'start' | 'midnight' = 'start';
  /** How long a sample takes until it can be seen. */
  delayMs = 0;
  pointsPerPage = 100_800;
  metricsPerPage = 500;
  /** Answers to the next requests of an operation, instead of the right ones. */
  readonly refusals: { readonly operation: string; readonly code: string; readonly status?: number }[] = [];
  /** Status of queries for a metric, by its name. */
  readonly statuses = new Map<string, string>();
  readonly messages: string[] = [];
  readonly requests: { readonly operation: string; readonly body: Record<string, unknown> }[] = [];
  readonly #series = new Map<string, Series>();
  readonly #server: Server;
  readonly #clients: CloudWatchClient[] = [];

  private constructor(private readonly now: () => number) {
    this.#server = createServer((request, response) => {
      void this.#answer(request).then(({ status, body }) => {
        response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' });
        response.end(JSON.stringify(body));
      });
    });
  }

  static async start(now: () => number): Promise<FakeCloudWatch> {
    const fake = new FakeCloudWatch(now);
    await new Promise<void>((resolve) => fake.#server.listen(0, '127.0.0.1', resolve));
    return fake;
  }

  /** A client of the SDK that talks to this one. */
  client(): CloudWatchClient {
    const { port } = this.#server.address() as AddressInfo;
    const client = new CloudWatchClient({
      region: 'eu-central-1',
      endpoint: `http://127.0.0.1:${String(port)}`,
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
      ...RETRYING,
    });
    this.#clients.push(client);
    return client;
  }

  async close(): Promise<void> {
    for (const client of this.#clients) client.destroy();
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  /** Samples that an application publishes at one moment. */
  publish(
    namespace: string,
    name: string,
    dimensions: Dimensions,
    at: number,
    values: readonly number[],
    counts: readonly number[] = [],
  ): void {
    const key = keyOf(namespace, name, dimensions);
    const series = this.#series.get(key) ?? { namespace, name, dimensions, samples: [] };
    this.#series.set(key, series);
    values.forEach((value, index) => series.samples.push({ at, value, count: counts[index] ?? 1 }));
  }

  calls(operation: string): number {
    return this.requests.filter((request) => request.operation === operation).length;
  }

  async #answer(request: IncomingMessage): Promise<{ status: number; body: unknown }> {
    const operation = String(request.headers['x-amz-target']).split('.')[1] ?? '';
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const bytes = Buffer.concat(chunks);
    const text = request.headers['content-encoding'] === 'gzip' ? gunzipSync(bytes) : bytes;
    const body = JSON.parse(text.toString('utf8')) as Record<string, unknown>;
    this.requests.push({ operation, body });
    try {
      const index = this.refusals.findIndex((one) => one.operation === operation);
      const [refusal] = index < 0 ? [] : this.refusals.splice(index, 1);
      if (refusal) throw new Refused(refusal.code, `refused: ${refusal.code}`, refusal.status);
      return { status: 200, body: this.#carryOut(operation, body) };
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      return { status: error.status, body: { __type: error.code, message: error.message } };
    }
  }

  #carryOut(operation: string, body: Record<string, unknown>): unknown {
    switch (operation) {
      case 'GetMetricData':
        return this.#getMetricData(body);
      case 'ListMetrics':
        return this.#listMetrics(body);
      case 'PutMetricData':
        return this.#putMetricData(body);
      default:
        throw new Refused('UnknownOperationException', operation);
    }
  }

  #getMetricData(body: Record<string, unknown>): unknown {
    const queries = body['MetricDataQueries'] as Query[];
    const start = Number(body['StartTime']) * 1000;
    const end = Number(body['EndTime']) * 1000;
    if (queries.length === 0 || queries.length > 500)
      throw new Refused('ValidationError', `${String(queries.length)} queries`);
    if (start >= end) throw new Refused('ValidationError', 'StartTime must be before EndTime');
    if (new Set(queries.map(({ Id }) => Id)).size < queries.length)
      throw new Refused('ValidationError', 'two queries have one id');
    const all = queries.map((query) => this.#aggregate(query, start, end));
    return {
      ...this.#page(all, Number(body['NextToken'] ?? 0)),
      Messages: this.messages.map((Value) => ({ Value })),
    };
  }

  #aggregate(query: Query, start: number, end: number): Result {
    const { Metric, Period, Stat } = query.MetricStat;
    if (![1, 5, 10, 20, 30].includes(Period) && (Period < 60 || Period % 60 !== 0 || Period > 86_400))
      throw new Refused('ValidationError', `a period of ${String(Period)}`);
    if (!/^[a-z]\w*$/u.test(query.Id)) throw new Refused('ValidationError', `the id ${query.Id}`);
    const dimensions = Object.fromEntries((Metric.Dimensions ?? []).map(({ Name, Value }) => [Name, Value]));
    const samples = this.#series.get(keyOf(Metric.Namespace, Metric.MetricName, dimensions))?.samples ?? [];
    const period = Period * 1000;
    // Times are rounded down to whole minutes, or to the short period.
    const first = Math.floor(start / Math.min(period, 60_000)) * Math.min(period, 60_000);
    const zero = this.alignment === 'start' ? first : Math.floor(first / period) * period;
    const age = this.now() - start;
    const kept = Period < 60 && age > 4 * 3_600_000 ? [] : samples;
    const buckets = new Map<number, { value: number; count: number }[]>();
    for (const { at, value, count } of kept) {
      if (at < first || at >= end || at + this.delayMs > this.now()) continue;
      const bucket = zero + Math.floor((at - zero) / period) * period;
      buckets.set(bucket, [...(buckets.get(bucket) ?? []), { value, count }]);
    }
    const points = [...buckets].sort(([a], [b]) => a - b);
    return {
      Id: query.Id,
      Timestamps: points.map(([at]) => at / 1000),
      Values: points.map(([, values]) => statisticOf(Stat, values)),
      StatusCode: this.statuses.get(Metric.MetricName) ?? 'Complete',
    };
  }

  #page(all: readonly Result[], from: number): { MetricDataResults: Result[]; NextToken?: string } {
    let position = 0;
    const until = from + this.pointsPerPage;
    const MetricDataResults: Result[] = [];
    for (const result of all) {
      const first = Math.max(0, from - position);
      const last = Math.max(0, Math.min(result.Values.length, until - position));
      const more = last < result.Values.length;
      if (first < last || from === 0) {
        MetricDataResults.push({
          ...result,
          Timestamps: result.Timestamps.slice(first, last),
          Values: result.Values.slice(first, last),
          StatusCode: more ? 'PartialData' : result.StatusCode,
        });
      }
      position += result.Values.length;
    }
    return { MetricDataResults, ...(until < position ? { NextToken: String(until) } : {}) };
  }

  #listMetrics(body: Record<string, unknown>): unknown {
    const wanted = (body['Dimensions'] ?? []) as { Name: string; Value?: string }[];
    const found = [...this.#series.values()].filter(
      ({ namespace, name, dimensions }) =>
        namespace === body['Namespace'] &&
        name === body['MetricName'] &&
        wanted.every(
          ({ Name, Value }) => Name in dimensions && (Value === undefined || dimensions[Name] === Value),
        ),
    );
    const from = Number(body['NextToken'] ?? 0);
    const until = from + this.metricsPerPage;
    return {
      Metrics: found.slice(from, until).map(({ namespace, name, dimensions }) => ({
        Namespace: namespace,
        MetricName: name,
        Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
      })),
      ...(until < found.length ? { NextToken: String(until) } : {}),
    };
  }

  #putMetricData(body: Record<string, unknown>): unknown {
    const data = body['MetricData'] as {
      MetricName: string;
      Value: number;
      Timestamp: number;
      Dimensions?: { Name: string; Value: string }[];
    }[];
    for (const { MetricName, Value, Timestamp, Dimensions = [] } of data) {
      const dimensions = Object.fromEntries(Dimensions.map(({ Name, Value: value }) => [Name, value]));
      this.publish(String(body['Namespace']), MetricName, dimensions, Timestamp * 1000, [Value]);
    }
    return {};
  }
}

function keyOf(namespace: string, name: string, dimensions: Dimensions): string {
  return JSON.stringify([namespace, name, Object.entries(dimensions).sort()]);
}

function statisticOf(statistic: string, values: readonly { value: number; count: number }[]): number {
  const count = values.reduce((sum, one) => sum + one.count, 0);
  if (statistic === 'SampleCount') return count;
  if (statistic === 'Sum') return values.reduce((sum, one) => sum + one.value * one.count, 0);
  if (statistic === 'Minimum') return Math.min(...values.map(({ value }) => value));
  if (statistic === 'Maximum') return Math.max(...values.map(({ value }) => value));
  const above = /^TC\((.+):\)$/u.exec(statistic);
  if (above) return values.reduce((sum, one) => sum + (one.value > Number(above[1]) ? one.count : 0), 0);
  const percentile = /^p(\d+)$/u.exec(statistic);
  if (!percentile) throw new Refused('ValidationError', `the statistic ${statistic}`);
  let left = Math.ceil((Number(percentile[1]) / 100) * count);
  for (const one of [...values].sort((a, b) => a.value - b.value)) {
    left -= one.count;
    if (left <= 0) return one.value;
  }
  return Number.NaN;
}
