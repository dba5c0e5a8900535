import fc from '../fast-check.js';
import { cohortMetrics, type MetricOptions, type SampleOf } from '../../lib/client/index.js';
import { dimensionsOf } from '../../lib/contract/metric-dimensions.js';

interface Directive {
  readonly Namespace: string;
  readonly Dimensions: readonly (readonly string[])[];
  readonly Metrics: readonly {
    readonly Name: string;
    readonly Unit: string;
    readonly StorageResolution?: number;
  }[];
}
interface Line {
  readonly _aws: { readonly Timestamp: number; readonly CloudWatchMetrics: readonly [Directive] };
  readonly [member: string]: unknown;
}

const NEW = { cohort: 'canary' } as const;
const OLD = { cohort: 'control' } as const;

function metricsOf(options: Partial<MetricOptions> = {}) {
  const written: string[] = [];
  const warnings: string[] = [];
  const metrics = cohortMetrics({
    namespace: 'Phoenix',
    rollout: 'phoenix',
    clock: () => 1_764_000_000_123,
    write: { write: (line) => written.push(line) },
    warn: (problem) => warnings.push(problem),
    ...options,
  });
  return {
    ...metrics,
    warnings,
    lines: () => {
      metrics.flush();
      return written.map((line) => JSON.parse(line) as Line);
    },
    text: () => written,
  };
}

/** What CloudWatch makes of the lines: each value under each dimension set, as `name{…} unit`. */
function series(lines: readonly Line[]): ReadonlyMap<string, readonly number[]> {
  const all = new Map<string, number[]>();
  for (const line of lines)
    for (const { Dimensions, Metrics } of line._aws.CloudWatchMetrics)
      for (const set of Dimensions)
        for (const { Name, Unit } of Metrics) {
          const key = `${Name}{${set.map((name) => `${name}=${String(line[name])}`).join()}} ${Unit}`;
          all.set(key, [...(all.get(key) ?? []), ...[line[Name]].flat().map(Number)]);
        }
  return all;
}

describe('a line', () => {
  it('is what CloudWatch asks for', () => {
    const metrics = metricsOf();
    const canary = metrics.served(NEW, { segment: 'simple', split: { stage: 'render' } });
    canary.ratio('Errors', 'Requests', false);
    canary.value('RenderTime', 182, 'Milliseconds');
    canary.value('RenderTime', 190.5, 'Milliseconds');
    metrics.flush();
    expect(metrics.text()).toHaveLength(1);
    expect(metrics.text()[0]).toMatch(/^\{[^\n]*\}\n$/);
    expect(JSON.parse(metrics.text()[0] ?? '')).toEqual({
      _aws: {
        Timestamp: 1_764_000_000_123,
        CloudWatchMetrics: [
          {
            Namespace: 'Phoenix',
            Dimensions: [
              ['Rollout', 'Cohort'],
              ['Rollout', 'Cohort', 'Segment'],
              ['Rollout', 'Cohort', 'stage'],
            ],
            Metrics: [
              { Name: 'Errors', Unit: 'Count' },
              { Name: 'Requests', Unit: 'Count' },
              { Name: 'RenderTime', Unit: 'Milliseconds' },
            ],
          },
        ],
      },
      Rollout: 'phoenix',
      Cohort: 'canary',
      Segment: 'simple',
      stage: 'render',
      Errors: 0,
      Requests: 1,
      RenderTime: [182, 190.5],
    });
  });

  it.each<
    [string, 'canary' | 'control' | undefined, SampleOf, readonly Parameters<typeof dimensionsOf>[0][]]
  >([
    ['a cohort alone', 'control', {}, [{ rollout: 'phoenix', cohort: 'control' }]],
    [
      'a cohort, its segment and a split',
      'canary',
      { segment: 'simple', split: { stage: 'render' } },
      [
        { rollout: 'phoenix', cohort: 'canary' },
        { rollout: 'phoenix', cohort: 'canary', segment: 'simple' },
        { rollout: 'phoenix', cohort: 'canary', split: { name: 'stage', value: 'render' } },
      ],
    ],
    ['everybody', undefined, {}, [{ rollout: 'phoenix' }]],
    [
      'everybody, by segment and split',
      undefined,
      { segment: 'simple', split: { stage: 'x' } },
      [
        { rollout: 'phoenix' },
        { rollout: 'phoenix', segment: 'simple' },
        { rollout: 'phoenix', split: { name: 'stage', value: 'x' } },
      ],
    ],
  ])('has exactly the dimension sets of the contract for %s', (_what, cohort, of, scopes) => {
    const metrics = metricsOf();
    (cohort === undefined ? metrics.everybody(of) : metrics.served({ cohort }, of)).count('Requests');
    const [line] = metrics.lines();
    expect(
      line?._aws.CloudWatchMetrics[0].Dimensions.map((set) =>
        set.map((Name) => ({ Name, Value: line[Name] })),
      ),
    ).toEqual(scopes.map(dimensionsOf));
  });

  it('counts who comes next as control, and once more apart', () => {
    const metrics = metricsOf();
    metrics.served({ cohort: 'control', next: true }, { segment: 'pilot' }).ratio('Errors', 'Requests', true);
    const none = metricsOf();
    none.served({ cohort: 'canary', next: true }).count('Requests');
    const all = series(metrics.lines());
    const whole = [...all.keys()].filter((key) => key.startsWith('Requests'));
    expect(whole).toEqual([
      'Requests{Rollout=phoenix,Cohort=control} Count',
      'Requests{Rollout=phoenix,Cohort=control,Segment=pilot} Count',
      'Requests{Rollout=phoenix,Cohort=next} Count',
      'Requests{Rollout=phoenix,Cohort=next,Segment=pilot} Count',
    ]);
    expect([...all.values()].flat()).toEqual(Array.from(all, () => 1));
    expect([...series(none.lines()).keys()]).toEqual(['Requests{Rollout=phoenix,Cohort=canary} Count']);
  });

  it('counts a unit of two segments once under its cohort and once under each segment', () => {
    const metrics = metricsOf();
    metrics.served(NEW, { segment: ['pilot', 'simple', 'pilot'], split: { stage: 'x' } }).count('Requests');
    expect(Object.fromEntries(series(metrics.lines()))).toEqual({
      'Requests{Rollout=phoenix,Cohort=canary} Count': [1],
      'Requests{Rollout=phoenix,Cohort=canary,Segment=pilot} Count': [1],
      'Requests{Rollout=phoenix,Cohort=canary,stage=x} Count': [1],
      'Requests{Rollout=phoenix,Cohort=canary,Segment=simple} Count': [1],
    });
  });

  it('keeps cohorts apart, and publishes zeros', () => {
    const metrics = metricsOf();
    metrics.served(NEW).ratio('Errors', 'Requests', true);
    metrics.served(OLD).ratio('Errors', 'Requests', 0, 7);
    metrics.served(OLD).count('Retries', 0);
    metrics.everybody().ratio('FailedProbes', 'Probes', 0);
    expect(Object.fromEntries(series(metrics.lines()))).toEqual({
      'Errors{Rollout=phoenix,Cohort=canary} Count': [1],
      'Requests{Rollout=phoenix,Cohort=canary} Count': [1],
      'Errors{Rollout=phoenix,Cohort=control} Count': [0],
      'Requests{Rollout=phoenix,Cohort=control} Count': [7],
      'Retries{Rollout=phoenix,Cohort=control} Count': [0],
      'FailedProbes{Rollout=phoenix} Count': [0],
      'Probes{Rollout=phoenix} Count': [1],
    });
  });

  it('adds counters up, and keeps values raw', () => {
    const metrics = metricsOf();
    for (const n of [1, 2, 3]) {
      metrics.served(NEW).count('Requests', n);
      metrics.served(NEW).value('Requests', n, 'Count');
      metrics.served(NEW).value('RenderTime', n, 'Milliseconds');
    }
    const all = series(metrics.lines());
    expect(all.get('RenderTime{Rollout=phoenix,Cohort=canary} Milliseconds')).toEqual([1, 2, 3]);
    expect(all.get('Requests{Rollout=phoenix,Cohort=canary} Count')).toEqual([6, 1, 2, 3]);
  });

  it.each([
    [1, 1, 0],
    [100, 1, 0],
    [101, 2, 0],
    [250, 3, 0],
    [1, 1, 100],
    [1, 2, 101],
  ])('takes %d values of a metric in %d lines, beside %d other metrics', (values, lines, others) => {
    const metrics = metricsOf();
    const canary = metrics.served(NEW);
    for (let n = 0; n < values; n++) canary.value('RenderTime', n);
    for (let n = 1; n < others; n++) canary.count(`Other${String(n)}`);
    expect(metrics.lines()).toHaveLength(lines);
  });

  it('has no StorageResolution unless asked for seconds', () => {
    for (const storageResolution of [60, 1] as const) {
      const metrics = metricsOf({ storageResolution });
      metrics.served(NEW).count('Requests');
      expect(metrics.lines()[0]?._aws.CloudWatchMetrics[0].Metrics).toEqual([
        { Name: 'Requests', Unit: 'Count', ...(storageResolution === 1 ? { StorageResolution: 1 } : {}) },
      ]);
    }
  });

  it.each<[1 | 60, readonly number[], readonly number[]]>([
    [60, [0, 59_999, 60_000, 120_500], [0, 60_000, 120_500]],
    [1, [0, 999, 1000, 2500], [0, 1000, 2500]],
  ])('is dated by the period that its samples were taken in (%d s)', (storageResolution, moments, stamps) => {
    let now = 0;
    const metrics = metricsOf({ storageResolution, clock: () => now });
    const canary = metrics.served(NEW);
    for (now of moments) canary.count('Requests');
    expect(metrics.lines().map((line) => line._aws.Timestamp)).toEqual(stamps);
  });
});

describe('whatever was taken', () => {
  it('is published once, within the limits of CloudWatch', () => {
    const name = fc.constantFrom('Errors', 'Requests', 'RenderTime', 'A');
    const sample = fc.record({
      cohort: fc.constantFrom('canary' as const, 'control' as const),
      segment: fc.option(fc.constantFrom('simple', 'pilot'), { nil: undefined }),
      name,
      unit: fc.constantFrom('Count' as const, 'Milliseconds' as const),
      value: fc.integer({ min: 0, max: 1000 }),
      times: fc.constantFrom(1, 1, 1, 99, 100, 101, 350),
    });
    fc.assert(
      fc.property(fc.array(sample, { maxLength: 12 }), (samples) => {
        const metrics = metricsOf();
        const expected = new Map<string, number[]>();
        for (const { cohort, segment, name: metric, unit, value, times } of samples) {
          const recorder = metrics.served({ cohort }, { segment });
          const base = `Rollout=phoenix,Cohort=${cohort}`;
          const sets = [base, ...(segment === undefined ? [] : [`${base},Segment=${segment}`])];
          for (let n = 0; n < times; n++) recorder.value(metric, value, unit);
          for (const set of sets) {
            const key = `${metric}{${set}} ${unit}`;
            expected.set(key, [...(expected.get(key) ?? []), ...Array<number>(times).fill(value)]);
          }
        }
        const lines = metrics.lines();
        const sorted = (all: ReadonlyMap<string, readonly number[]>) =>
          Object.fromEntries([...all].map(([key, values]) => [key, [...values].sort((a, b) => a - b)]));
        expect(sorted(series(lines))).toEqual(sorted(expected));
        for (const line of lines) {
          const [{ Metrics, Dimensions }] = line._aws.CloudWatchMetrics;
          expect(Metrics.length).toBeLessThanOrEqual(100);
          expect(new Set(Metrics.map(({ Name }) => Name)).size).toBe(Metrics.length);
          for (const { Name } of Metrics) expect([line[Name]].flat().length).toBeLessThanOrEqual(100);
          for (const set of Dimensions) expect(set.length).toBeLessThanOrEqual(30);
        }
      }),
    );
  });

  it('is written unasked before it takes much memory', () => {
    const metrics = metricsOf();
    for (let n = 0; n < 5000; n++) metrics.served(NEW).value('RenderTime', n);
    expect(metrics.text().length).toBeGreaterThan(30);
    expect([...series(metrics.lines()).values()].flat()).toHaveLength(5000);
  });

  it('is not written twice', () => {
    const metrics = metricsOf();
    metrics.served(NEW).count('Requests');
    metrics.flush();
    expect(metrics.lines()).toHaveLength(1);
  });
});

describe('what CloudWatch would refuse', () => {
  it.each(['', ' ', ':a', 'ü', 'a\nb', 'x'.repeat(256), '_aws', 'Rollout', 'Cohort', 'Segment', 'stage'])(
    'is left out and told once: a metric called %j',
    (name) => {
      const metrics = metricsOf();
      const canary = metrics.served(NEW, { split: { stage: 'x' } });
      canary.count(name);
      canary.count(name);
      canary.count('Requests');
      expect(metrics.lines()[0]?._aws.CloudWatchMetrics[0].Metrics).toEqual([
        { Name: 'Requests', Unit: 'Count' },
      ]);
      expect(metrics.warnings).toEqual([expect.stringContaining('no metric can be called')]);
    },
  );

  it.each([NaN, Infinity, -Infinity, 1e200, '7' as unknown as number])(
    'is left out and told: the value %p',
    (value) => {
      const metrics = metricsOf();
      metrics.served(NEW).value('RenderTime', value);
      expect(metrics.lines()).toEqual([]);
      expect(metrics.warnings).toHaveLength(1);
    },
  );

  it.each<[string, SampleOf]>([
    ['an empty segment', { segment: '' }],
    ['a segment that is not ASCII', { segment: 'größe' }],
    ['an empty split', { split: { stage: '' } }],
    ['a split with a line break', { split: { stage: 'a\nb' } }],
    ['a split called as the contract calls its own', { split: { Cohort: 'canary' } }],
  ])('costs the sample nothing but that set: %s', (_what, of) => {
    const metrics = metricsOf();
    metrics.served(OLD, of).count('Requests');
    expect([...series(metrics.lines()).keys()]).toEqual(['Requests{Rollout=phoenix,Cohort=control} Count']);
    expect(metrics.warnings).toEqual([expect.stringContaining('it is left out')]);
  });

  it('is a line with more than thirty dimensions', () => {
    const metrics = metricsOf();
    const split = Object.fromEntries(Array.from({ length: 40 }, (_, n) => [`s${String(n)}`, 'x']));
    metrics.served(NEW, { split }).count('Requests');
    expect(metrics.lines()[0]?._aws.CloudWatchMetrics[0].Dimensions.flat()).toContain('s27');
    expect(new Set(metrics.lines()[0]?._aws.CloudWatchMetrics[0].Dimensions.flat()).size).toBe(30);
    expect(metrics.warnings).toHaveLength(12);
  });

  it.each<[string, Partial<MetricOptions>]>([
    ['an empty namespace', { namespace: '' }],
    ['a namespace of AWS', { namespace: 'AWS/Lambda' }],
    ['a namespace with a space', { namespace: 'a b' }],
    ['an empty rollout', { rollout: '' }],
    ['a rollout that is not ASCII', { rollout: 'größe' }],
  ])('is told at once when nothing could be published: %s', (_what, options) => {
    expect(() => metricsOf(options)).toThrow(RangeError);
  });
});

it('breaks no request when the lines cannot be written', () => {
  const metrics = metricsOf({
    write: {
      write: () => {
        throw new Error('EPIPE');
      },
    },
  });
  metrics.served(NEW).count('Requests');
  expect(() => {
    metrics.flush();
  }).not.toThrow();
  expect(metrics.warnings).toEqual(['phasegate metrics: they cannot be written: EPIPE']);
});

it('writes to the standard output when nothing else is said', () => {
  const written: string[] = [];
  const original = process.stdout.write.bind(process.stdout);
  process.stdout.write = (line: string | Uint8Array) => written.push(String(line)) > 0;
  try {
    const metrics = cohortMetrics({ namespace: 'Phoenix', rollout: 'phoenix' });
    metrics.served(NEW).count('Requests');
    metrics.flush();
  } finally {
    process.stdout.write = original;
  }
  expect(written.map((line) => JSON.parse(line) as unknown)).toEqual([
    expect.objectContaining({ Rollout: 'phoenix', Cohort: 'canary', Requests: 1 }),
  ]);
});
