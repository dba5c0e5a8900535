import type { Quantity, ValueUnit } from '../expressions/amounts.js';
import { METRIC_KINDS } from '../schema/metric.js';
import type { MetricFile, PlanFile } from '../schema/plan-file.js';
import type { Metric, MetricSource } from '../rollout-plan.js';
import type { Path } from '../source/problem.js';
import type { Reports } from './reports.js';

export interface Metrics {
  readonly metrics: Readonly<Record<string, Metric>>;
  readonly groups: Readonly<Record<string, readonly string[]>>;
}

/** Resolves the metrics of a plan, the figures of its hooks among them, and its groups of metrics. */
export function compileMetrics(file: PlanFile, reports: Reports): Metrics {
  const metrics: Record<string, Metric> = {};
  const groups: Record<string, readonly string[]> = {};
  const all = file.metrics ?? {};
  for (const [name, source] of Object.entries(all)) {
    const path: Path = ['metrics', name];
    const kinds = METRIC_KINDS.filter((kind) => source[kind] !== undefined);
    if (kinds.length !== 1) {
      reports.error(path, {
        code: 'metric-kind',
        atKey: true,
        found:
          kinds.length === 0
            ? `nothing that says what \`${name}\` is`
            : kinds.map((kind) => `\`${kind}\``).join(' and '),
        allowed: `exactly one of ${METRIC_KINDS.map((kind) => `\`${kind}\``).join(', ')}`,
      });
      continue;
    }
    if (source.group) {
      const known = Object.keys(all).filter((other) => all[other]?.group === undefined);
      const members = source.group.filter((member, index) =>
        reports.knows([...path, 'group', index], 'metric', member, known),
      );
      groups[name] = members;
      continue;
    }
    metrics[name] = compileMetric(name, source, path, file, reports);
  }
  for (const [hook, source] of Object.entries(file.hooks ?? {})) {
    for (const figure of source.figures ?? []) metrics[figure] ??= figureMetric(figure, hook);
  }
  return { metrics, groups };
}

function compileMetric(
  name: string,
  source: MetricFile,
  path: Path,
  file: PlanFile,
  reports: Reports,
): Metric {
  const { unit, scaling } = unitOf(source);
  if (source.reported)
    reports.knows([...path, 'reported'], 'role', source.reported.by, Object.keys(file.roles ?? {}), 3);
  if (source.census === true && !source.ratio) {
    reports.error([...path, 'census'], {
      code: 'census-kind',
      atKey: true,
      found: '`census` on a metric that is not a ratio',
      allowed: 'a `ratio` with one sample per exposed unit',
    });
  }
  const compiled = sourceOf(source);
  if (source.raw === false && compiled.kind !== 'percentile') {
    reports.error([...path, 'raw'], {
      code: 'raw-kind',
      atKey: true,
      found: '`raw` on a metric that is not a percentile',
      allowed: 'a percentile such as `p95`, of which the single values are not published',
    });
  }
  const baseline = source.baseline ? valueIn(unit, source.baseline) : undefined;
  if (source.baseline && baseline === undefined) {
    reports.error([...path, 'baseline'], {
      code: 'unit',
      found: `a baseline in ${UNIT_WORDS[source.baseline.unit]}`,
      allowed: UNIT_WORDS[unit],
    });
  }
  const cohorts = source.cohorts !== false && source.reported === undefined && source.own === undefined;
  return {
    name,
    source: compiled,
    unit,
    scaling,
    census: source.census ?? false,
    ...(source.raw === false ? { percentileOnly: true as const } : {}),
    ...(source.reported || source.own || source.census ? {} : { everyMs: source.every ?? 60_000 }),
    ...(source.reported ? { reportedBy: source.reported.by } : {}),
    cohorts,
    reference: source.reference ?? { first: cohorts ? 'control' : 'baseline' },
    split: source.split ?? [],
    ...(baseline === undefined ? {} : { baseline }),
    better: source.better ?? 'lower',
    ...(source.scale ? { scale: source.scale } : {}),
  };
}

function figureMetric(figure: string, hook: string): Metric {
  return {
    name: figure,
    source: { kind: 'figure', hook },
    unit: 'number',
    scaling: 1,
    census: false,
    cohorts: false,
    reference: { first: 'baseline' },
    split: [],
    better: 'lower',
  };
}

function sourceOf(source: MetricFile): MetricSource {
  if (source.ratio) return { kind: 'ratio', part: source.ratio[0], whole: source.ratio[1] };
  if (source.rate) return { kind: 'rate', counted: source.rate.counted, perMs: source.rate.perMs };
  if (source.own) return { kind: 'own', what: source.own };
  for (const kind of ['sum', 'average', 'min', 'max'] as const) {
    const metric = source[kind];
    if (metric !== undefined) return { kind, metric };
  }
  for (const percentile of [50, 90, 95, 99] as const) {
    const metric = source[`p${percentile}`];
    if (metric !== undefined) return { kind: 'percentile', percentile, metric };
  }
  throw new Error('a metric without a kind reached its source');
}

function unitOf(source: MetricFile): { readonly unit: ValueUnit; readonly scaling: number } {
  switch (source.unit) {
    case '%':
      return { unit: 'fraction', scaling: source.ratio ? 1 : 0.01 };
    case 'ms':
      return { unit: 'ms', scaling: 1 };
    case 's':
      return { unit: 'ms', scaling: 1000 };
    case '$':
      return { unit: 'money', scaling: 1 };
    case 'points':
      return { unit: 'number', scaling: 1 };
    case undefined:
      if (source.own === 'time to resolve') return { unit: 'ms', scaling: 1 };
      return { unit: source.ratio ? 'fraction' : 'number', scaling: 1 };
  }
}

export const UNIT_WORDS: Readonly<Record<ValueUnit, string>> = {
  fraction: 'a percentage such as `5%`',
  ms: 'a time such as `200ms`',
  money: 'an amount such as `$0.05`',
  number: 'a plain number such as `5`',
};

/** The quantity's value in `unit`; `undefined` when it is counted in something else. */
export function valueIn(unit: ValueUnit, quantity: Quantity): number | undefined {
  return quantity.unit === unit ? quantity.value : undefined;
}
