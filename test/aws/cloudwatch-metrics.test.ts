import { CloudWatchMetrics, type ReportedValues } from '../../lib/aws/cloudwatch-metrics.js';
import { SettledPoints } from '../../lib/aws/metrics/settled-points.js';
import { RETRYING } from '../../lib/aws/retry.js';
import type { ClaimQuery, Stretch } from '../../lib/judge/claim-query.js';
import type { ClaimData, Reading } from '../../lib/judge/reading.js';
import { ReportedValues as LocalReports } from '../../lib/local/metrics/reported-values.js';
import type { Metric } from '../../lib/plan/rollout-plan.js';
import type { ReportedValue } from '../../lib/runtime/ports.js';
import { describeMetricSourceContract } from '../contracts/metric-source.contract.js';
import { metricOf, planOf, queryOf, SHOP } from '../local/plan-fixture.js';
import { FakeCloudWatch } from './cloudwatch-fake.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const START = Date.UTC(2026, 11, 7);
const LAG = 2 * MINUTE;
const PAGES = ['page-1', 'page-2', 'page-3'];

const plan = planOf(SHOP);
const { namespace, rollout } = plan;
const idle: Metric = {
  ...metricOf(plan, 'success'),
  name: 'idle',
  source: { kind: 'ratio', part: 'IdleSucceeded', whole: 'IdleRequests' },
};

class Reports implements ReportedValues {
  readonly #values = new Map<string, LocalReports>();

  async add(report: ReportedValue): Promise<void> {
    this.#of(report.metric).add(report);
  }

  async read(metric: Metric, from: number, to: number): Promise<Reading> {
    return this.#of(metric).read(from, to);
  }

  #of(metric: Metric): LocalReports {
    const values = this.#values.get(metric.name) ?? new LocalReports(metric);
    this.#values.set(metric.name, values);
    return values;
  }
}

/** CloudWatch, an application that publishes every minute from START, and a source over both. */
async function shop() {
  const clock = { time: START, now: () => clock.time };
  const cloud = await FakeCloudWatch.start(() => clock.now());
  const unpublished: string[] = [];
  let published = START;
  const publishMinute = (at: number) => {
    const minute = (at - START) / MINUTE;
    for (const Cohort of ['canary', 'control']) {
      const of = { Rollout: rollout, Cohort };
      const shift = Cohort === 'canary' ? 1 : 0;
      cloud.publish(namespace, 'Requests', of, at, [10]);
      cloud.publish(namespace, 'Errors', of, at, [(minute + shift) % 3]);
      cloud.publish(namespace, 'IdleRequests', of, at, [0]);
      cloud.publish(namespace, 'IdleSucceeded', of, at, [0]);
      cloud.publish(namespace, 'Cost', of, at, [0.04, 0.06 + shift / 100]);
      cloud.publish(namespace, 'Latency', of, at, [100 + (minute % 60), 150 + shift, 180 + (minute % 7)]);
      cloud.publish(namespace, 'Interventions', of, at, [minute % 30 === 20 ? 1 : 0]);
      cloud.publish(namespace, 'Requests', { ...of, Segment: 'pro' }, at, [4]);
      cloud.publish(namespace, 'Errors', { ...of, Segment: 'pro' }, at, [1]);
      for (const page of PAGES)
        cloud.publish(namespace, 'Similarity', { ...of, page }, at, [98, 99 + shift / 2]);
    }
    const next = { Rollout: rollout, Cohort: 'next' };
    cloud.publish(namespace, 'Requests', next, at, [3]);
    cloud.publish(namespace, 'Errors', next, at, [minute % 2 === 0 ? 0 : Math.min(1, minute % 3)]);
    cloud.publish(namespace, 'Latency', next, at, [150]);
    cloud.publish(namespace, 'Probes', { Rollout: rollout }, at, [4]);
    cloud.publish(namespace, 'FailedProbes', { Rollout: rollout }, at, [minute % 2]);
  };
  const advance = async (ms: number) => {
    clock.time += ms;
    for (; published < clock.time; published += MINUTE) publishMinute(published);
  };
  const source = (settled?: SettledPoints) =>
    new CloudWatchMetrics({
      ...(settled ? { settled } : {}),
      client: cloud.client(),
      plan,
      clock,
      reported: new Reports(),
      onUnpublished: (reason) => unpublished.push(reason),
    });
  return { clock, cloud, advance, source, unpublished };
}

describe.each([0, 90_000])('with samples that take %s ms to be seen', (delayMs) => {
  describeMetricSourceContract('CloudWatch', async () => {
    const { clock, cloud, advance, source } = await shop();
    cloud.delayMs = delayMs;
    await advance(6 * HOUR + LAG);
    return {
      source: source(),
      now: () => clock.now(),
      advance,
      exposed: [],
      close: async () => cloud.close(),
      metrics: {
        ratio: metricOf(plan, 'errors'),
        percentile: metricOf(plan, 'latency'),
        shared: metricOf(plan, 'probes'),
        idle,
        silent: metricOf(plan, 'unheard'),
        reportedRatio: metricOf(plan, 'complaints'),
        reportedScore: metricOf(plan, 'score'),
        split: { metric: metricOf(plan, 'similarity'), dimension: 'page', values: PAGES },
      },
    };
  });
});

describe('what is measured in CloudWatch', () => {
  let world: Awaited<ReturnType<typeof shop>>;
  beforeEach(async () => {
    world = await shop();
    await world.advance(6 * HOUR + LAG);
  });
  afterEach(async () => world.cloud.close());

  const last = (ms: number, back = 0): Stretch => {
    const to = START + 6 * HOUR - back;
    return { from: to - ms, to };
  };
  const measure = async (...queries: readonly ClaimQuery[]) => world.source().measure(queries);
  const readingOf = async (query: ClaimQuery): Promise<Reading> => firstOf((await measure(query))[0]);

  it.each([
    ['errors', { value: 0.1, samples: 150, part: 15 }],
    ['cost', { value: 0.055, samples: 30 }],
    ['similarity', { value: 0.98, samples: 30 }],
    ['interventions', { value: 96, samples: 15 }],
  ])('%s over a quarter of an hour is in the units of the plan', async (name, expected) => {
    const metric = metricOf(plan, name);
    const query = queryOf(metric, last(15 * MINUTE), name === 'similarity' ? { split: 'page' } : {});
    const reading = await readingOf(query);
    expect(reading.kind).toBe('value');
    for (const [key, value] of Object.entries(expected)) {
      expect((reading as unknown as Record<string, number>)[key]).toBeCloseTo(value, 10);
    }
  });

  it('asks for the percentile of a window as a whole', async () => {
    const { from, to } = last(17 * MINUTE, 3 * MINUTE);
    expect(await readingOf(queryOf(metricOf(plan, 'latency'), { from, to }))).toEqual({
      kind: 'value',
      value: 186,
      samples: 51,
    });
    const body = world.cloud.requests.at(-1)?.body;
    expect(body?.['StartTime']).toBe(from / 1000);
    expect(JSON.stringify(body)).toContain('"Period":1020');
  });

  it('does not believe a percentile whose periods count from elsewhere', async () => {
    world.cloud.alignment = 'midnight';
    const [odd, even] = await measure(
      queryOf(metricOf(plan, 'latency'), last(17 * MINUTE, 3 * MINUTE)),
      queryOf(metricOf(plan, 'latency'), last(HOUR)),
    );
    expect(odd).toMatchObject({ kind: 'failed', reason: expect.stringContaining('periods') });
    expect(firstOf(even).kind).toBe('value');
  });

  it('adds up what can be added up wherever periods count from', async () => {
    const query = queryOf(metricOf(plan, 'errors'), last(4 * HOUR + 17 * MINUTE, 3 * MINUTE));
    const counted = await readingOf(query);
    world.cloud.alignment = 'midnight';
    expect(await readingOf(query)).toEqual(counted);
  });

  it('asks for many claims in one call, and for each series once', async () => {
    const errors = metricOf(plan, 'errors');
    const windows = Array.from({ length: 15 }, (_, back) => last(MINUTE, (14 - back) * MINUTE));
    await measure(
      queryOf(errors, last(HOUR)),
      { ...queryOf(errors, last(MINUTE)), windows },
      queryOf(metricOf(plan, 'cost'), last(15 * MINUTE)),
      queryOf(errors, last(MINUTE), { withControl: true }),
    );
    expect(world.cloud.calls('GetMetricData')).toBe(1);
    expect(world.cloud.requests[0]?.body['MetricDataQueries']).toHaveLength(6);
  });

  it('asks for hours where a window is long', async () => {
    await world.advance(9 * DAY);
    const metric = metricOf(plan, 'errors');
    const window = { from: START + 17 * MINUTE + 1, to: START + 9 * DAY + 5 * MINUTE };
    const minutes = (window.to - window.from - MINUTE + 1) / MINUTE;
    expect(await readingOf(queryOf(metric, window))).toMatchObject({ kind: 'value', samples: minutes * 10 });
    expect(JSON.stringify(world.cloud.requests)).toContain('"Period":3600');
  });

  it('weighs the percentiles of the days of a long window', async () => {
    await world.advance(2 * DAY);
    const metric = metricOf(plan, 'latency');
    const read = async (from: number, to: number) =>
      valueOf(await readingOf(queryOf(metric, { from: START + from, to: START + to })));
    const whole = await read(0, 2 * DAY + 6 * HOUR);
    const days = [await read(0, DAY), await read(DAY, 2 * DAY), await read(2 * DAY, 2 * DAY + 6 * HOUR)];
    const samples = days.reduce((sum, day) => sum + day.samples, 0);
    expect(whole.samples).toBe(samples);
    expect(whole.value).toBeCloseTo(
      days.reduce((sum, day) => sum + (day.value * day.samples) / samples, 0),
      9,
    );
  });

  it('tells nobody published from everybody silent: parts without a whole are missing, a census is empty', async () => {
    const window = last(HOUR);
    const kinds = await Promise.all(
      ['unheard', 'migrated', 'worst'].map(
        async (name) => (await readingOf(queryOf(metricOf(plan, name), window))).kind,
      ),
    );
    expect(kinds).toEqual(['missing', 'empty', 'missing']);
  });

  it('shows the newest publication of what is published every hour', async () => {
    const bill = metricOf(plan, 'bill');
    const of = { Rollout: rollout, Cohort: 'canary' };
    for (let hour = 0; hour < 6; hour += 1)
      world.cloud.publish(namespace, 'Bill', of, START + hour * HOUR + 3 * MINUTE, [hour]);
    expect(await readingOf(queryOf(bill, last(MINUTE)))).toMatchObject({ value: 5, samples: 1 });
  });

  it('measures segments under their own dimension, and every segment of the plan', async () => {
    const errors = metricOf(plan, 'errors');
    expect(await readingOf(queryOf(errors, last(HOUR), { segment: 'pro' }))).toMatchObject({ value: 0.25 });
    const [split] = await measure(queryOf(errors, last(HOUR), { split: 'segment', withControl: true }));
    expect(
      split?.kind === 'measured' && split.subject.map(({ label, readings }) => [label, readings[0]?.kind]),
    ).toEqual([
      ['testers', 'missing'],
      ['pro', 'value'],
    ]);
    expect(split?.kind === 'measured' && split.control).toHaveLength(2);
  });

  it('finds the values of a dimension on all pages, and knows those that control alone publishes', async () => {
    world.cloud.metricsPerPage = 2;
    const lone = { Rollout: rollout, Cohort: 'control', page: 'page-0' };
    world.cloud.publish(namespace, 'Similarity', lone, START, [99]);
    world.cloud.publish(namespace, 'Similarity', { ...lone, page: 'x', Segment: 'pro' }, START, [1]);
    const [answer] = await measure(queryOf(metricOf(plan, 'similarity'), last(HOUR), { split: 'page' }));
    expect(
      answer?.kind === 'measured' && answer.subject.map(({ label, readings }) => [label, readings[0]?.kind]),
    ).toEqual([['page-0', 'missing'], ...PAGES.map((page) => [page, 'value'])]);
  });

  it('asks once for a window of a percentile that is over for five minutes, and reads it the same', async () => {
    const metric = metricOf(plan, 'latency');
    /** Thirty windows of an hour, each a minute later: what a trigger asks for that must hold for half an hour. */
    const query = () => {
      const end = world.clock.now() - LAG;
      const windows = Array.from({ length: 30 }, (_, index) => {
        const to = end - (29 - index) * MINUTE;
        return { from: to - HOUR, to };
      });
      return queryOf(metric, last(HOUR), { windows });
    };
    const settled = new SettledPoints();
    await world.source(settled).measure([query()]);
    await world.advance(MINUTE);
    const before = world.cloud.calls('GetMetricData');
    const [remembered] = await world.source(settled).measure([query()]);
    const asked = world.cloud.calls('GetMetricData') - before;
    const [anew] = await world.source().measure([query()]);
    expect(remembered).toEqual(anew);
    expect(asked).toBeLessThan((world.cloud.calls('GetMetricData') - before - asked) / 1.5);
    expect(asked).toBeLessThanOrEqual(7);
  });

  it('puts the pages of an answer together', async () => {
    const query = queryOf(metricOf(plan, 'errors'), last(2 * HOUR));
    const whole = await readingOf(query);
    world.cloud.pointsPerPage = 50;
    expect(await readingOf(query)).toEqual(whole);
    expect(world.cloud.calls('GetMetricData')).toBeGreaterThan(3);
  });

  it.each(['PartialData', 'InternalError', 'Forbidden'])(
    'fails what is answered with %s, and nothing else',
    async (status) => {
      world.cloud.statuses.set('Errors', status);
      const [errors, cost] = await measure(
        queryOf(metricOf(plan, 'errors'), last(HOUR)),
        queryOf(metricOf(plan, 'cost'), last(HOUR)),
      );
      expect(errors).toMatchObject({ kind: 'failed', reason: expect.stringContaining(status) });
      expect(firstOf(cost).kind).toBe('value');
    },
  );

  it('fails when CloudWatch says that something is left out', async () => {
    world.cloud.messages.push('Maximum number of allowed metrics exceeded');
    const [answer] = await measure(queryOf(metricOf(plan, 'errors'), last(HOUR)));
    expect(answer).toMatchObject({ kind: 'failed', reason: expect.stringContaining('Maximum number') });
  });

  it('names the permission that is missing', async () => {
    for (const operation of ['GetMetricData', 'ListMetrics'])
      world.cloud.refusals.push({ operation, code: 'AccessDeniedException' });
    const [errors, similarity] = await measure(
      queryOf(metricOf(plan, 'errors'), last(HOUR)),
      queryOf(metricOf(plan, 'similarity'), last(HOUR), { split: 'page' }),
    );
    expect(errors).toMatchObject({
      kind: 'failed',
      reason: expect.stringContaining('cloudwatch:GetMetricData'),
    });
    expect(similarity).toMatchObject({
      kind: 'failed',
      reason: expect.stringContaining('cloudwatch:ListMetrics'),
    });
  });

  it.each([
    [RETRYING.maxAttempts - 1, 'measured'],
    [RETRYING.maxAttempts, 'failed'],
  ])('throttled %s times in a row, it is %s', async (times, kind) => {
    for (let time = 0; time < times; time += 1)
      world.cloud.refusals.push({ operation: 'GetMetricData', code: 'ThrottlingException', status: 400 });
    const [answer] = await world.source().measure([queryOf(metricOf(plan, 'errors'), last(HOUR))]);
    expect(answer?.kind).toBe(kind);
    expect(world.cloud.calls('GetMetricData')).toBe(RETRYING.maxAttempts);
  });

  it('refuses what only the rollout knows', async () => {
    const [answer] = await measure(queryOf(metricOf(plan, 'uptime'), last(HOUR)));
    expect(answer).toMatchObject({ kind: 'failed', reason: expect.stringContaining('uptime') });
  });

  it('publishes what people report, and keeps it when it cannot be published', async () => {
    const source = world.source();
    const metric = metricOf(plan, 'complaints');
    const report = { metric, at: START + HOUR, by: 'sam', value: 2, whole: 50 };
    await source.record(report);
    expect(JSON.stringify(world.cloud.requests.at(-1)?.body)).toContain('"Complaints"');
    world.cloud.refusals.push({ operation: 'PutMetricData', code: 'AccessDeniedException' });
    await source.record(report);
    expect(world.unpublished).toEqual([expect.stringContaining('cloudwatch:PutMetricData')]);
    const [answer] = await source.measure([queryOf(metric, last(6 * HOUR))]);
    expect(firstOf(answer)).toMatchObject({ part: 4, samples: 100 });
  });

  it('asks in more than one call when there are more than 500 series', async () => {
    const metrics = Array.from({ length: 300 }, (_, index): Metric => ({
      ...metricOf(plan, 'errors'),
      name: `errors${String(index)}`,
      source: { kind: 'ratio', part: `Errors${String(index)}`, whole: `Requests${String(index)}` },
    }));
    const answers = await measure(...metrics.map((metric) => queryOf(metric, last(HOUR))));
    expect(new Set(answers.map((answer) => firstOf(answer).kind))).toEqual(new Set(['missing']));
    expect(world.cloud.calls('GetMetricData')).toBe(2);
  });
});

function firstOf(data: ClaimData | undefined): Reading {
  if (data?.kind !== 'measured') throw new Error(`expected a measurement, got ${JSON.stringify(data)}`);
  return data.subject[0]?.readings[0] ?? { kind: 'missing' };
}

function valueOf(reading: Reading) {
  if (reading.kind !== 'value') throw new Error(`expected a value, got ${reading.kind}`);
  return reading;
}
