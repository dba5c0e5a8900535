import type { ClaimQuery, Stretch } from '../../lib/judge/claim-query.js';
import type { ClaimData, Reading } from '../../lib/judge/reading.js';
import type { Metric } from '../../lib/plan/rollout-plan.js';
import type { MetricSource } from '../../lib/runtime/ports.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** A source in which something is known, `now` at a full hour, with six hours of measurements behind it. */
export interface MetricSourceHarness {
  readonly source: MetricSource;
  now(): number;
  advance(ms: number): Promise<void>;
  readonly metrics: {
    /** A ratio with samples in both cohorts in every hour. */
    readonly ratio: Metric;
    /** A percentile with samples in both cohorts in every hour. */
    readonly percentile: Metric;
    /** A metric without cohorts, with samples in every hour. */
    readonly shared: Metric;
    /** A ratio that is published, and nothing happens. */
    readonly idle: Metric;
    /** A metric of which nothing was ever published. */
    readonly silent: Metric;
    /** A ratio and a score that people report; nothing is reported yet. */
    readonly reportedRatio: Metric;
    readonly reportedScore: Metric;
    /** A metric split by a dimension of at least two values, with samples of each in every hour. */
    readonly split: {
      readonly metric: Metric;
      readonly dimension: string;
      readonly values: readonly string[];
    };
  };
  /** Units that are exposed. */
  readonly exposed: readonly string[];
  close?(): Promise<void>;
}

/** What every MetricSource does, whatever the values are. */
export function describeMetricSourceContract(name: string, make: () => Promise<MetricSourceHarness>): void {
  describe(`the metric source of ${name}`, () => {
    let harness: MetricSourceHarness;
    beforeEach(async () => {
      harness = await make();
    });
    afterEach(async () => harness.close?.());

    const closed = () => harness.now() - harness.source.ingestionLagMs;
    const hoursAgo = (from: number, to: number): Stretch => {
      const end = Math.floor(closed() / HOUR) * HOUR;
      return { from: end - from * HOUR, to: end - to * HOUR };
    };
    const ask = (
      metric: Metric,
      windows: readonly Stretch[],
      rest: Partial<ClaimQuery> = {},
    ): ClaimQuery => ({
      metric,
      cohort: metric.cohorts ? 'canary' : 'all',
      windows,
      withControl: false,
      ...rest,
    });
    const readings = async (query: ClaimQuery): Promise<readonly Reading[]> =>
      subjectOf(await only(harness.source, query))[0]?.readings ?? [];
    const readingOf = async (query: ClaimQuery): Promise<Reading> =>
      (await readings(query))[0] ?? { kind: 'missing' };

    it('answers queries in their order', async () => {
      const { ratio, silent, idle } = harness.metrics;
      const answers = await harness.source.measure(
        [ratio, silent, idle].map((metric) => ask(metric, [hoursAgo(1, 0)])),
      );
      expect(answers.map((answer) => subjectOf(answer)[0]?.readings[0]?.kind)).toEqual([
        'value',
        'missing',
        'empty',
      ]);
    });

    it('answers nothing when nothing is asked', async () => {
      expect(await harness.source.measure([])).toEqual([]);
    });

    it('gives a reading for every window, in their order', async () => {
      const windows = [hoursAgo(4, 2), hoursAgo(2, 1), hoursAgo(1, 0)];
      const together = await readings(ask(harness.metrics.ratio, windows));
      const apart = await Promise.all(
        windows.map((window) => readingOf(ask(harness.metrics.ratio, [window]))),
      );
      expect(together).toEqual(apart);
    });

    it('gives the same answer to the same question about a closed window', async () => {
      const { ratio, percentile, shared } = harness.metrics;
      const queries = [ratio, percentile, shared].map((metric) =>
        ask(metric, [hoursAgo(5, 1)], { withControl: metric.cohorts }),
      );
      const first = await harness.source.measure(queries);
      await harness.advance(30 * MINUTE);
      expect(await harness.source.measure(queries)).toEqual(first);
    });

    it('counts a ratio: its value is part over samples, and neighbouring windows add up', async () => {
      const { ratio } = harness.metrics;
      const whole = counted(await readingOf(ask(ratio, [hoursAgo(5, 0)])));
      const parts = (await readings(ask(ratio, [hoursAgo(5, 3), hoursAgo(3, 0)]))).map(counted);
      expect(whole.value).toBeCloseTo(whole.part / whole.samples, 12);
      expect(parts.reduce((sum, { samples }) => sum + samples, 0)).toBe(whole.samples);
      expect(parts.reduce((sum, { part }) => sum + part, 0)).toBe(whole.part);
    });

    it('counts the samples of a percentile, whose value lies between those of its parts', async () => {
      const { percentile } = harness.metrics;
      const whole = valued(await readingOf(ask(percentile, [hoursAgo(5, 0)])));
      const parts = (await readings(ask(percentile, [hoursAgo(5, 3), hoursAgo(3, 0)]))).map(valued);
      expect(parts.reduce((sum, { samples }) => sum + samples, 0)).toBe(whole.samples);
      const values = parts.map(({ value }) => value);
      // Sources may round percentiles to within half a percent.
      expect(whole.value).toBeGreaterThanOrEqual(Math.min(...values) * 0.995);
      expect(whole.value).toBeLessThanOrEqual(Math.max(...values) * 1.005);
    });

    it('counts the samples of a percentile above a limit, of each cohort above its own', async () => {
      const { percentile } = harness.metrics;
      const windows = [hoursAgo(5, 0), hoursAgo(5, 3), hoursAgo(3, 0)];
      const { value, samples } = valued(await readingOf(ask(percentile, windows.slice(0, 1))));
      const above = async (limit: number): Promise<readonly number[]> =>
        (await readings(ask(percentile, windows, { above: { canary: limit, control: 0 } })))
          .map(counted)
          .map(({ part }) => part);
      const [whole = NaN, first = NaN, second = NaN] = await above(value * 0.98);
      expect(first + second).toBe(whole);
      // At most the rank of the percentile are below it, and fewer are above it the higher it is.
      expect(whole).toBeGreaterThanOrEqual(samples * 0.05);
      const [higher = NaN] = await above(value * 1.02);
      expect(higher).toBeLessThanOrEqual(whole);
      expect((await above(value * 1000))[0]).toBe(0);
      expect((await above(value / 1000))[0]).toBe(samples);
      const query = ask(percentile, windows.slice(0, 1), { withControl: true });
      const [both] = await harness.source.measure([
        { ...query, above: { canary: value * 1000, control: value / 1000 } },
      ]);
      if (both?.kind !== 'measured') throw new Error('it was not measured');
      const control = counted(both.control?.[0]?.readings[0] ?? { kind: 'missing' });
      expect(control.part).toBe(control.samples);
      expect(counted(both.subject[0]?.readings[0] ?? { kind: 'missing' }).part).toBe(0);
    });

    it('gives control over the same windows only when it is asked for', async () => {
      const windows = [hoursAgo(2, 1), hoursAgo(1, 0)];
      const [without, withControl, control] = await harness.source.measure([
        ask(harness.metrics.ratio, windows),
        ask(harness.metrics.ratio, windows, { withControl: true }),
        ask(harness.metrics.ratio, windows, { cohort: 'control' }),
      ]);
      expect(without).not.toHaveProperty('control');
      expect(withControl?.kind === 'measured' && withControl.control?.[0]?.readings).toEqual(
        control?.kind === 'measured' && control.subject[0]?.readings,
      );
    });

    it('gives those of control who come next only when they are asked for, and never more than control', async () => {
      const windows = [hoursAgo(2, 1), hoursAgo(1, 0)];
      const { ratio, percentile } = harness.metrics;
      const above = { canary: 1e9, control: 1e-9 };
      const asked = { withControl: true, withNext: true } as const;
      const [without, counts, limited] = await harness.source.measure([
        ask(ratio, windows, { withControl: true }),
        ask(ratio, windows, asked),
        ask(percentile, windows, { ...asked, above }),
      ]);
      expect(without).not.toHaveProperty('next');
      for (const answer of [counts, limited]) {
        if (answer?.kind !== 'measured') throw new Error('it was not measured');
        windows.forEach((_, index) => {
          const next = counted(answer.next?.[0]?.readings[index] ?? { kind: 'missing' });
          const control = counted(answer.control?.[0]?.readings[index] ?? { kind: 'missing' });
          expect(next.samples).toBeGreaterThan(0);
          expect(next.samples).toBeLessThan(control.samples);
          expect(next.part).toBeLessThanOrEqual(control.part);
          expect(next.samples - next.part).toBeLessThanOrEqual(control.samples - control.part);
          // They are served what control is: its limit is theirs.
          if (answer === limited) expect(next.part).toBe(next.samples);
        });
      }
    });

    it('measures a metric without cohorts over everybody', async () => {
      expect((await readingOf(ask(harness.metrics.shared, [hoursAgo(1, 0)]))).kind).toBe('value');
    });

    it('gives one labelled series for each value of a dimension', async () => {
      const { metric, dimension, values } = harness.metrics.split;
      const series = subjectOf(
        await only(harness.source, ask(metric, [hoursAgo(1, 0)], { split: dimension })),
      );
      expect(series.map(({ label }) => label).sort()).toEqual([...values].sort());
      expect(series.map((one) => one.readings[0]?.kind)).toEqual(values.map(() => 'value'));
    });

    it('tells nothing happened from nothing arrived', async () => {
      expect(await readingOf(ask(harness.metrics.idle, [hoursAgo(1, 0)]))).toEqual({ kind: 'empty' });
      expect(await readingOf(ask(harness.metrics.silent, [hoursAgo(1, 0)]))).toEqual({ kind: 'missing' });
    });

    it('knows nothing of the future', async () => {
      const { ratio } = harness.metrics;
      const ahead = { from: harness.now(), to: harness.now() + HOUR };
      expect(await readingOf(ask(ratio, [ahead]))).toEqual({ kind: 'missing' });
      const past = hoursAgo(1, 0);
      expect(await readingOf(ask(ratio, [{ from: past.from, to: ahead.to }]))).toEqual(
        await readingOf(ask(ratio, [past])),
      );
    });

    it('shows all samples of a period one ingestion lag after its end', async () => {
      const window = { from: harness.now(), to: harness.now() + HOUR };
      await harness.advance(HOUR + harness.source.ingestionLagMs);
      const complete = await readingOf(ask(harness.metrics.ratio, [window]));
      expect(complete.kind).toBe('value');
      await harness.advance(HOUR);
      expect(await readingOf(ask(harness.metrics.ratio, [window]))).toEqual(complete);
    });

    it('adds up what people report of a ratio', async () => {
      const { reportedRatio: metric } = harness.metrics;
      const at = harness.now();
      const window = { from: at - HOUR, to: at + HOUR };
      expect((await readingOf(ask(metric, [window]))).kind).not.toBe('value');
      await harness.source.record({ metric, at, by: 'sam', value: 3, whole: 40 });
      await harness.source.record({ metric, at: at + MINUTE, by: 'sim', value: 1, whole: 10 });
      await harness.advance(HOUR + harness.source.ingestionLagMs);
      expect(await readingOf(ask(metric, [window]))).toMatchObject({
        kind: 'value',
        samples: 50,
        part: 4,
        value: 0.08,
      });
    });

    it('averages what people report of a score', async () => {
      const { reportedScore: metric } = harness.metrics;
      const at = harness.now();
      await harness.source.record({ metric, at, by: 'sam', value: 4 });
      await harness.source.record({ metric, at: at + MINUTE, by: 'sam', value: 5 });
      await harness.advance(HOUR + harness.source.ingestionLagMs);
      const reading = await readingOf(ask(metric, [{ from: at - HOUR, to: at + HOUR }]));
      expect(reading).toMatchObject({ kind: 'value', samples: 2, value: 4.5 });
    });

    it('names exposed units behind bad samples, each once, or says that it cannot tell', async () => {
      const affected = await harness.source.affectedUnits(harness.metrics.ratio, harness.now() - 5 * HOUR);
      const known = affected ?? [];
      expect(new Set(known).size).toBe(known.length);
      expect(known.filter((unit) => !harness.exposed.includes(unit))).toEqual([]);
    });
  });
}

async function only(source: MetricSource, query: ClaimQuery): Promise<ClaimData> {
  const [answer] = await source.measure([query]);
  return answer ?? { kind: 'failed', reason: 'no answer' };
}

function subjectOf(data: ClaimData | undefined) {
  if (data?.kind !== 'measured') throw new Error(`expected a measurement, got ${JSON.stringify(data)}`);
  return data.subject;
}

function valued(reading: Reading) {
  if (reading.kind !== 'value') throw new Error(`expected a value, got ${reading.kind}`);
  return reading;
}

function counted(reading: Reading) {
  const { part, ...rest } = valued(reading);
  if (part === undefined) throw new Error('a ratio has a part');
  return { part, ...rest };
}
