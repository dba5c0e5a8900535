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
import { alarmsOf } from '../contract/alarm-definitions.js';
import { dashboardGraphs, type DashboardGraph } from '../contract/dashboard-graphs.js';
import type { CloudWatchSeries } from '../contract/metric-expression.js';
import type { RolloutPlan } from '../plan/rollout-plan.js';
import { grantController } from './grant-controller.js';
import { RolloutFunction } from './rollout-function.js';
import type { RolloutParts } from './rollout-parts.js';

/** Columns of a dashboard. */
const WIDE = 24;
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
        ...graphsOf(plan),
      ],
    });
  }
}

/** The graphs of the alarms of triggers, with their thresholds drawn in, and then those of metrics. */
function graphsOf(plan: RolloutPlan): readonly IWidget[][] {
  const graphs = dashboardGraphs(plan, alarmsOf(plan)).map((graph) => ({ graph, widget: widgetOf(graph) }));
  const isOfAlarm = ({ graph }: (typeof graphs)[number]): boolean => graph.threshold !== undefined;
  return [
    graphs.filter(isOfAlarm).map(({ widget }) => widget),
    graphs.filter((one) => !isOfAlarm(one)).map(({ widget }) => widget),
  ];
}

function widgetOf({ title, lines, threshold }: DashboardGraph): IWidget {
  return new GraphWidget({
    ...GRAPH,
    title,
    left: lines.map(({ expression, series, label, period }) => mathOf(expression, series, { label, period })),
    ...(threshold
      ? {
          leftAnnotations: [{ value: threshold.threshold, label: threshold.comparison, color: '#d62728' }],
        }
      : {}),
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
