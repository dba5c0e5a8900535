import type { RolloutPlan } from '../plan/rollout-plan.js';
import { alarmsOf } from './alarm-definitions.js';
import { allAlarms } from './all-alarms.js';
import { COHORTS, NEXT_COHORT } from './metric-dimensions.js';
import { seriesOf } from './metric-series.js';
import { CONTROLLER_METRICS } from './standing-alarms.js';
import { termsOf } from '../plan/expressions/condition.js';

/** What is priced of the stack of a rollout. */
export interface StackUse {
  /** Metrics of the alarms on periods of a minute and more: an alarm on metric math is as many as it has series. */
  readonly alarmMetrics: number;
  /** The same of alarms on shorter periods. */
  readonly fastAlarmMetrics: number;
  readonly compositeAlarms: number;
  readonly dashboards: number;
  /** Metrics that the controller publishes about itself. */
  readonly controllerMetrics: number;
}

/** What the stack of a plan has of what is priced by the piece. */
export function stackUse(plan: RolloutPlan): StackUse {
  const alarms = allAlarms(plan, alarmsOf(plan));
  const count = (isFast: boolean): number =>
    alarms.reduce(
      (sum, alarm) =>
        alarm.kind === 'metric' && alarm.period < 60 === isFast ? sum + alarm.series.length : sum,
      0,
    );
  return {
    alarmMetrics: count(false),
    fastAlarmMetrics: count(true),
    compositeAlarms: alarms.filter(({ kind }) => kind === 'composite').length,
    dashboards: 1,
    controllerMetrics: Object.keys(CONTROLLER_METRICS).length,
  };
}

/**
 * About how many custom metrics the application publishes by the contract: every name once for each cohort, those of
 * whoever comes next included, and again for each segment where the plan asks about segments. Of a metric's own dimension
 * one value is counted: how many there are is not in the plan.
 */
export function applicationMetrics(plan: RolloutPlan): number {
  const published = new Set<string>();
  const bySegment = segmentsAsked(plan);
  for (const metric of Object.values(plan.metrics)) {
    const series = metric.reportedBy === undefined ? seriesOf(metric.source) : undefined;
    if (!series) continue;
    const parts = [
      '',
      ...metric.split.filter((name) => name !== 'segment').map((name) => `${name}=one`),
      ...(bySegment.get(metric.name) ?? []).map((name) => `segment=${name}`),
    ];
    for (const name of [series.value.metricName, series.samples.metricName])
      for (const cohort of metric.cohorts ? [...COHORTS, NEXT_COHORT] : ['all'])
        for (const part of parts) published.add(`${name} ${cohort} ${part}`);
  }
  return published.size;
}

/** The segments that each metric is asked for by. */
function segmentsAsked(plan: RolloutPlan): ReadonlyMap<string, readonly string[]> {
  const asked = new Map<string, Set<string>>();
  const conditions = [
    ...plan.triggers.flatMap(({ when, resume }) => (resume ? [when, resume] : [when])),
    ...plan.phases.flatMap(({ enter, leave, steps }) =>
      [enter, leave, ...steps.flatMap((step) => [step.enter, step.go])].flatMap((gate) =>
        gate ? [...gate.all, ...gate.any] : [],
      ),
    ),
    ...(plan.success?.all ?? []),
  ];
  for (const term of conditions.flatMap(termsOf)) {
    if (term.kind !== 'claim') continue;
    const { scope, metric } = term;
    const names =
      scope.kind === 'segment'
        ? [scope.segment]
        : scope.kind === 'split' && scope.dimension === 'segment'
          ? Object.keys(plan.audience.segments)
          : [];
    const known = asked.get(metric) ?? new Set();
    for (const name of names) known.add(name);
    asked.set(metric, known);
  }
  return new Map([...asked].map(([metric, names]) => [metric, [...names]]));
}
