import {
  Alarm,
  CfnAlarm,
  CfnCompositeAlarm,
  type CfnAlarmProps,
  type IAlarm,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct, type IConstruct } from 'constructs';
import {
  childrenOf,
  ruleText,
  type Alarm as AlarmDefinition,
  type MetricAlarm,
} from '../contract/alarm-definition.js';
import type { CloudWatchSeries } from '../contract/metric-expression.js';

/**
 * Makes an alarm of CloudWatch from its definition.
 * @param topic is told when it goes off; the parts of a composite tell nobody
 * @param parts what a composite is composed of, where that is made elsewhere. @default made here
 */
export function alarmResource(
  scope: Construct,
  id: string,
  definition: AlarmDefinition,
  { topic, parts }: { readonly topic?: ITopic; readonly parts?: readonly IConstruct[] } = {},
): IAlarm {
  const common = {
    alarmName: definition.name,
    alarmDescription: definition.description,
    actionsEnabled: true,
    alarmActions: topic ? [topic.topicArn] : [],
  };
  if (definition.kind === 'metric') {
    const { attrArn } = new CfnAlarm(scope, id, { ...common, ...metricProps(definition) });
    return Alarm.fromAlarmArn(scope, `${id}Alarm`, attrArn);
  }
  const composite = new CfnCompositeAlarm(scope, id, { ...common, alarmRule: ruleText(definition.rule) });
  const made =
    parts ??
    childrenOf(definition.rule).map((child, index) => {
      const part = new Construct(scope, `${id}Part${String(index + 1)}`);
      alarmResource(part, 'Resource', child);
      return part;
    });
  // Its rule names them; CloudWatch refuses names that it does not know.
  composite.node.addDependency(...made);
  return Alarm.fromAlarmArn(scope, `${id}Alarm`, composite.attrArn);
}

function metricProps(alarm: MetricAlarm): CfnAlarmProps {
  const { series, expression, lowSamplePercentile } = alarm;
  const judged = {
    evaluationPeriods: alarm.evaluationPeriods,
    datapointsToAlarm: alarm.datapointsToAlarm,
    comparisonOperator: alarm.comparison,
    threshold: alarm.threshold,
    treatMissingData: alarm.treatMissingData,
    ...(lowSamplePercentile === undefined ? {} : { evaluateLowSampleCountPercentile: lowSamplePercentile }),
  };
  const [only, ...more] = series;
  // A plain metric is simpler to read in the console than metric math over one series.
  if (only && more.length === 0 && expression === only.id) return { ...judged, ...plainMetric(only) };
  return {
    ...judged,
    metrics: [
      ...series.map(({ id, namespace, metricName, dimensions, statistic, period }) => ({
        id,
        metricStat: {
          metric: { namespace, metricName, dimensions: dimensionsOf(dimensions) },
          stat: statistic,
          period,
        },
        returnData: false,
      })),
      { id: 'result', expression, label: alarm.name, period: alarm.period, returnData: true },
    ],
  };
}

function plainMetric({ namespace, metricName, dimensions, statistic, period }: CloudWatchSeries) {
  const simple = ['Sum', 'SampleCount', 'Minimum', 'Maximum'].includes(statistic);
  return {
    namespace,
    metricName,
    dimensions: dimensionsOf(dimensions),
    period,
    ...(simple ? { statistic } : { extendedStatistic: statistic }),
  };
}

function dimensionsOf(dimensions: CloudWatchSeries['dimensions']) {
  return dimensions.map(({ Name, Value }) => ({ name: Name, value: Value }));
}
