import type { RolloutPlan } from '../plan/rollout-plan.js';
import { childrenOf, type Alarm, type AlarmDefinition, type MetricAlarm } from './alarm-definition.js';
import { COHORTS } from './metric-dimensions.js';
import { expressionOf, type CloudWatchSeries } from './metric-expression.js';

const PERIOD_S = 60;

/** One line of a graph. */
export interface GraphLine {
  readonly label: string;
  readonly expression: string;
  readonly series: readonly CloudWatchSeries[];
  /** Seconds. */
  readonly period: number;
}

/** A graph of the dashboard of a rollout. */
export interface DashboardGraph {
  readonly title: string;
  readonly lines: readonly GraphLine[];
  /** Drawn in where it is an alarm's. */
  readonly threshold?: Pick<MetricAlarm, 'threshold' | 'comparison'>;
}

/** What the alarms of triggers look at, and every metric of the plan that CloudWatch holds, canary beside control. */
export function dashboardGraphs(
  plan: RolloutPlan,
  definitions: readonly AlarmDefinition[],
): readonly DashboardGraph[] {
  const alarms = definitions.flatMap((one) => (one.kind === 'alarm' ? metricAlarmsOf(one.alarm) : []));
  return [
    ...alarms.map(({ name, expression, series, threshold, comparison, period }) => ({
      title: name,
      lines: [{ label: name, expression, series, period }],
      threshold: { threshold, comparison },
    })),
    ...metricGraphs(plan),
  ];
}

/** How many metrics lines show; those that only their expressions use count, too. */
export function metricsOf(lines: readonly GraphLine[]): number {
  return lines.reduce((sum, { series }) => sum + series.length, 0);
}

function metricAlarmsOf(alarm: Alarm): readonly MetricAlarm[] {
  return alarm.kind === 'metric' ? [alarm] : childrenOf(alarm.rule).flatMap(metricAlarmsOf);
}

function metricGraphs(plan: RolloutPlan): readonly DashboardGraph[] {
  return Object.values(plan.metrics).flatMap((metric) => {
    const lines = (metric.cohorts ? COHORTS : [undefined]).flatMap((cohort, index) => {
      const found = expressionOf(metric, {
        namespace: plan.namespace,
        scope: { rollout: plan.rollout, ...(cohort ? { cohort } : {}) },
        period: PERIOD_S,
        id: `v${String(index)}`,
      });
      const label = cohort ?? metric.name;
      return found ? [{ label, expression: found.value, series: found.series, period: PERIOD_S }] : [];
    });
    return lines.length === 0 ? [] : [{ title: metric.name, lines }];
  });
}
