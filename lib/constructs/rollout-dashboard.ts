import { Duration } from 'aws-cdk-lib';
import {
  AlarmStatusWidget,
  CustomWidget,
  Dashboard,
  GraphWidget,
  MathExpression,
  Metric,
  type IAlarm,
  type IWidget,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { childrenOf, type Alarm, type MetricAlarm } from '../contract/alarm-definition.js';
import { alarmsOf } from '../contract/alarm-definitions.js';
import { expressionOf, type CloudWatchSeries } from '../contract/metric-expression.js';
import type { RolloutPlan } from '../plan/rollout-plan.js';
import { COHORTS } from '../contract/metric-dimensions.js';
import { grantController } from './grant-controller.js';
import { RolloutFunction } from './rollout-function.js';
import type { RolloutParts } from './rollout-parts.js';

/** Columns of a dashboard. */
const WIDE = 24;
const PERIOD_S = 60;
const GRAPH = { width: WIDE / 3, height: 6 };

export interface RolloutDashboardProps {
  readonly parts: RolloutParts;
  /** What the overview shows. */
  readonly alarms: readonly IAlarm[];
}

/**
 * The dashboard of a rollout: its live state, its alarms, and its metrics for both cohorts. The state comes from a
 * function that may only read; its buttons pause and revert through another one that can do nothing else.
 */
export class RolloutDashboard extends Construct {
  readonly dashboard: Dashboard;
  /** Answers the widget with the state of the rollout. */
  readonly show: IFunction;
  /** Pauses and reverts, and nothing else. */
  readonly stop: IFunction;

  constructor(scope: Construct, id: string, { parts, alarms }: RolloutDashboardProps) {
    super(scope, id);
    const { plan } = parts.plan;
    const stop = new RolloutFunction(this, 'StopFunction', {
      name: 'stop-only',
      description: `Pauses and reverts the rollout ${plan.rollout} from its dashboard`,
      parts,
      timeout: Duration.seconds(60),
    });
    grantController(stop, parts);
    const show = new RolloutFunction(this, 'ShowFunction', {
      name: 'show-rollout',
      description: `Shows the rollout ${plan.rollout} on its dashboard`,
      parts,
      timeout: Duration.seconds(15),
    });
    parts.state.grantRead(show);
    this.show = show;
    this.stop = stop;
    this.dashboard = new Dashboard(this, 'Dashboard', {
      widgets: [
        [
          new CustomWidget({
            title: `Rollout ${plan.rollout}`,
            functionArn: show.functionArn,
            params: { stop: stop.functionArn },
            width: WIDE,
            height: 12,
            updateOnRefresh: true,
          }),
        ],
        [new AlarmStatusWidget({ title: 'Alarms', alarms: [...alarms], width: WIDE, height: 3 })],
        triggerGraphs(plan),
        metricGraphs(plan),
      ],
    });
  }
}

/** What the alarms of triggers look at, with their thresholds drawn in. */
function triggerGraphs(plan: RolloutPlan): IWidget[] {
  const alarms = alarmsOf(plan).flatMap((one) => (one.kind === 'alarm' ? metricAlarmsOf(one.alarm) : []));
  return alarms.map(
    ({ name, expression, series, threshold, comparison, period }) =>
      new GraphWidget({
        ...GRAPH,
        title: name,
        left: [mathOf(expression, series, { label: name, period })],
        leftAnnotations: [{ value: threshold, label: comparison, color: '#d62728' }],
      }),
  );
}

function metricAlarmsOf(alarm: Alarm): readonly MetricAlarm[] {
  return alarm.kind === 'metric' ? [alarm] : childrenOf(alarm.rule).flatMap(metricAlarmsOf);
}

/** Every metric of the plan that CloudWatch holds, canary beside control. */
function metricGraphs(plan: RolloutPlan): IWidget[] {
  return Object.values(plan.metrics).flatMap((metric) => {
    const lines = (metric.cohorts ? COHORTS : [undefined]).flatMap((cohort, index) => {
      const found = expressionOf(metric, {
        namespace: plan.namespace,
        scope: { rollout: plan.rollout, ...(cohort ? { cohort } : {}) },
        period: PERIOD_S,
        id: `v${String(index)}`,
      });
      const label = cohort ?? metric.name;
      return found ? [mathOf(found.value, found.series, { label, period: PERIOD_S })] : [];
    });
    return lines.length === 0 ? [] : [new GraphWidget({ ...GRAPH, title: metric.name, left: lines })];
  });
}

function mathOf(
  expression: string,
  all: readonly CloudWatchSeries[],
  { label, period }: { readonly label: string; readonly period: number },
): MathExpression {
  const metrics = all.map(({ id, namespace, metricName, dimensions, statistic, period: of }) => [
    id,
    new Metric({
      namespace,
      metricName,
      dimensionsMap: Object.fromEntries(dimensions.map(({ Name, Value }) => [Name, Value])),
      statistic,
      period: Duration.seconds(of),
    }),
  ]);
  const usingMetrics = Object.fromEntries(metrics) as Record<string, Metric>;
  return new MathExpression({ expression, label, period: Duration.seconds(period), usingMetrics });
}
