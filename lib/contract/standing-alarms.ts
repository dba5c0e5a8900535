import { DRILL_TRIGGER } from '../plan/appconfig-quotas.js';
import type { RolloutPlan } from '../plan/rollout-plan.js';
import type { MetricAlarm } from './alarm-definition.js';
import { alarmName } from './alarm-definitions.js';
import { dimensionsOf } from './metric-dimensions.js';
import type { CloudWatchSeries } from './metric-expression.js';
import type { Statistic } from './metric-series.js';

/** Metrics that the controller publishes about itself, in the namespace of the plan, under {Rollout}. */
export const CONTROLLER_METRICS = {
  /** One for every run that came to its end. */
  runs: 'ControllerRuns',
  /** Messages and hooks that have failed too often and wait for people: how many there are, at every run. */
  parked: 'ParkedEffects',
} as const;

/** Minutes without a run of the controller after which it counts as dead: one late run, or two, is no outage. */
const SILENT_MINUTES = 5;

/**
 * Nobody watches: the controller has not run for five minutes. Silence itself is the breach. It is a monitor of the rise
 * lane, and pages from outside of the controller.
 */
export function heartbeatAlarm(plan: RolloutPlan): MetricAlarm {
  return {
    ...standing(plan, CONTROLLER_METRICS.runs, 'Sum'),
    name: alarmName(plan.rollout, 'heartbeat'),
    description:
      `Nobody watches the rollout ${plan.rollout}: its controller has not run for ${String(SILENT_MINUTES)} minutes. ` +
      'Until it runs again nothing rises, and after a bake nothing is reverted.',
    evaluationPeriods: SILENT_MINUTES,
    datapointsToAlarm: SILENT_MINUTES,
    comparison: 'LessThanThreshold',
    threshold: 1,
    treatMissingData: 'breaching',
  };
}

/** A message or a hook has failed too often. While nothing is published it stays as it was: what is parked stays so. */
export function parkedAlarm(plan: RolloutPlan): MetricAlarm {
  return {
    ...standing(plan, CONTROLLER_METRICS.parked, 'Maximum'),
    name: alarmName(plan.rollout, 'parked'),
    description: `Messages or hooks of the rollout ${plan.rollout} have failed too often and wait for people.`,
    evaluationPeriods: 1,
    datapointsToAlarm: 1,
    comparison: 'GreaterThanThreshold',
    threshold: 0,
    treatMissingData: 'ignore',
  };
}

/**
 * Stands for the alarm of a trigger in a drill, which sets its state by hand. Nothing is ever published to it, and silence
 * is no breach: CloudWatch itself puts it back to OK.
 */
export function drillAlarm(plan: RolloutPlan): MetricAlarm {
  return {
    ...standing(plan, 'DrillBreaches', 'Sum'),
    name: alarmName(plan.rollout, DRILL_TRIGGER),
    description: `Is set by hand in a drill of the rollout ${plan.rollout}: the flag of the drill is reverted then, and nothing else.`,
    evaluationPeriods: 1,
    datapointsToAlarm: 1,
    comparison: 'GreaterThanThreshold',
    threshold: 0,
    treatMissingData: 'notBreaching',
  };
}

function standing({ namespace, rollout }: RolloutPlan, metricName: string, statistic: Statistic) {
  const series: CloudWatchSeries = {
    id: 'value',
    namespace,
    metricName,
    dimensions: dimensionsOf({ rollout }),
    statistic,
    period: 60,
  };
  return { kind: 'metric', series: [series], expression: 'value', period: 60, source: ['rollout'] } as const;
}
