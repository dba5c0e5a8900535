import { UNIT_WORDS, valueIn } from '../../plan/compile/compile-metrics.js';
import type { Reports } from '../../plan/compile/reports.js';
import type { Metric, RolloutPlan } from '../../plan/rollout-plan.js';
import type { Path } from '../../plan/source/problem.js';
import { sayQuantity } from '../../plan/expressions/amounts.js';
import { bindMoment } from './bind-moments.js';
import type { Fault, Gap, MetricModel } from './bound-scenario.js';
import { capsOf } from './caps.js';
import { goalOf } from './goal-of.js';
import { knowsKey } from './knows-key.js';
import type { Moment } from './moments.js';
import type { FaultFile, GapFile, MetricModelFile, ScenarioFile } from './scenario-file.js';
import { relativeToCap, worsened, worseOf } from './worse.js';

const DEFAULT_SPREAD = 0.4;
/** How many values a dimension has when nobody has said which. */
const DEFAULT_LABELS = 3;

/** Every metric that is measured or reported, with what the scenario says about it. */
export function bindMetrics(
  scenario: ScenarioFile,
  plan: RolloutPlan,
  perMinute: number,
  reports: Reports,
): Readonly<Record<string, MetricModel>> {
  const simulated = simulatedMetrics(plan);
  const names = simulated.map(({ name }) => name);
  for (const name of Object.keys(scenario.metrics ?? {})) {
    if (name !== 'every') knowsKey(reports, ['metrics', name], 'metric', names);
  }
  (scenario.faults ?? []).forEach((fault, index) => {
    checkChoice(fault.metrics, names, ['faults', index, 'metrics'], reports);
    if (fault.segment !== undefined) {
      reports.knows(
        ['faults', index, 'segment'],
        'segment',
        fault.segment,
        Object.keys(plan.audience.segments),
      );
    }
  });
  (scenario.telemetry ?? []).forEach((gap, index) => {
    checkChoice(gap.metrics, names, ['telemetry', index, 'metrics'], reports);
  });
  const given: Given = {
    scenario,
    plan,
    perMinute,
    faultMoments: (scenario.faults ?? []).map((fault, index) =>
      bindMoment(fault, plan, ['faults', index], reports),
    ),
    gaps: (scenario.telemetry ?? []).map((gap, index) => bindGap(gap, plan, ['telemetry', index], reports)),
  };
  return Object.fromEntries(simulated.map((metric) => [metric.name, bindMetric(metric, given, reports)]));
}

/** What is the same for every metric. */
interface Given {
  readonly scenario: ScenarioFile;
  readonly plan: RolloutPlan;
  readonly perMinute: number;
  readonly faultMoments: readonly Moment[];
  readonly gaps: readonly Gap[];
}

/** What the rollout knows of itself, and what hooks answer with, is not measured. */
function simulatedMetrics(plan: RolloutPlan): readonly Metric[] {
  return Object.values(plan.metrics).filter(
    ({ source }) => source.kind !== 'own' && source.kind !== 'figure',
  );
}

function checkChoice(
  choice: FaultFile['metrics'],
  names: readonly string[],
  path: Path,
  reports: Reports,
): void {
  if (choice === 'every') return;
  choice.forEach((name, index) => {
    reports.knows(choice.length === 1 ? path : [...path, index], 'metric', name, names);
  });
}

function bindMetric(metric: Metric, given: Given, reports: Reports): MetricModel {
  const { scenario } = given;
  const path: Path = ['metrics', metric.name];
  const own: MetricModelFile = scenario.metrics?.[metric.name] ?? {};
  const every: MetricModelFile = scenario.metrics?.every ?? {};
  const base = own.silent ? undefined : baseOf(metric, own, given.plan, path, reports);
  for (const dimension of Object.keys(own.values ?? {})) {
    knowsKey(reports, [...path, 'values', dimension], 'dimension', metric.split);
  }
  return {
    metric,
    ...(base === undefined ? {} : { base }),
    spread: own.spread ?? every.spread ?? DEFAULT_SPREAD,
    dispersion: own.dispersion ?? every.dispersion ?? 0,
    perMinute: own.samples ?? every.samples ?? given.perMinute,
    labels: labelsOf(metric, own),
    faults: base === undefined ? [] : bindFaults(metric, base, given, reports),
    gaps: given.gaps.filter((_, index) => concerns(scenario.telemetry?.[index]?.metrics ?? [], metric)),
  };
}

function baseOf(
  metric: Metric,
  own: MetricModelFile,
  plan: RolloutPlan,
  path: Path,
  reports: Reports,
): number | undefined {
  if (own.base === undefined) return goalOf(plan, metric) ?? metric.baseline;
  const base = valueIn(metric.unit, own.base);
  if (base === undefined) {
    reports.error([...path, 'base'], {
      code: 'unit',
      found: `\`${sayQuantity(own.base)}\``,
      allowed: UNIT_WORDS[metric.unit],
    });
  }
  return base;
}

function labelsOf(metric: Metric, own: MetricModelFile): MetricModel['labels'] {
  const numbered = (dimension: string) =>
    Array.from({ length: DEFAULT_LABELS }, (_, index) => `${dimension}-${String(index + 1)}`);
  return Object.fromEntries(
    metric.split
      .filter((dimension) => dimension !== 'segment')
      .map((dimension) => [dimension, own.values?.[dimension] ?? numbered(dimension)]),
  );
}

function concerns(choice: FaultFile['metrics'], metric: Metric): boolean {
  return choice === 'every' || choice.includes(metric.name);
}

function bindFaults(metric: Metric, base: number, given: Given, reports: Reports): readonly Fault[] {
  return (given.scenario.faults ?? []).flatMap((fault, index): readonly Fault[] => {
    const from = given.faultMoments[index];
    if (from === undefined || !concerns(fault.metrics, metric)) return [];
    const worst = worstValue(fault, metric, base, given.plan, ['faults', index], reports);
    if (worst === undefined) return [];
    return [
      {
        from,
        ...(fault.lasts === undefined ? {} : { lastsMs: fault.lasts }),
        cohort: fault.cohort ?? 'both',
        ...(fault.segment === undefined ? {} : { segment: fault.segment }),
        rampMs: fault.ramp ?? 0,
        // What is already worse than the fault would make it stays as it is.
        worst: worseOf(metric, base, worst),
      },
    ];
  });
}

function worstValue(
  fault: FaultFile,
  metric: Metric,
  base: number,
  plan: RolloutPlan,
  path: Path,
  reports: Reports,
): number | undefined {
  const { strength } = fault;
  const named = fault.metrics !== 'every';
  switch (strength.kind) {
    case 'factor':
      return worsened(metric, base, strength.factor);
    case 'value': {
      const value = valueIn(metric.unit, strength.quantity);
      if (value === undefined && named) {
        reports.error([...path, 'strength'], {
          code: 'unit',
          found: `\`to ${sayQuantity(strength.quantity)}\` for \`${metric.name}\``,
          allowed: UNIT_WORDS[metric.unit],
        });
      }
      return value;
    }
    case 'cap': {
      const caps = capsOf(plan, metric, base, fault.cohort === 'canary');
      if (caps === undefined && named) {
        reports.error([...path, 'strength'], {
          code: 'no-cap',
          found: `a share of the cap of \`${metric.name}\`, which no trigger and no gate limits`,
          allowed: 'a metric with a threshold',
          advice: 'say a factor such as `5x`, or a value such as `to 8%`',
        });
      }
      return caps && relativeToCap(metric, caps[strength.which], strength.factor);
    }
  }
}

function bindGap(gap: GapFile, plan: RolloutPlan, path: Path, reports: Reports): Gap {
  return {
    from: bindMoment(gap, plan, path, reports),
    ...(gap.lasts === undefined ? {} : { lastsMs: gap.lasts }),
    cohort: gap.cohort ?? 'both',
    how: gap.how ?? 'silence',
  };
}
