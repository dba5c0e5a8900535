import type { Quota } from '../plan/appconfig-quotas.js';

const PUT_METRIC_ALARM = 'CloudWatch API reference, PutMetricAlarm';
const PUT_COMPOSITE_ALARM = 'CloudWatch API reference, PutCompositeAlarm';
const QUOTAS = 'CloudWatch user guide, CloudWatch service quotas';

/** What CloudWatch and CloudFormation accept: the only place where these figures stand. */
export const CLOUDWATCH_LIMITS = {
  alarmMetrics: {
    what: 'series of an alarm on metric math',
    max: 10,
    source: 'CloudWatch user guide, create an alarm on a metric math expression',
  },
  /** Seconds: Period x EvaluationPeriods. */
  window: { what: 'seconds of an alarm, its periods together', max: 604_800, source: PUT_METRIC_ALARM },
  /** The same for periods of less than an hour. */
  windowOfShortPeriods: {
    what: 'seconds of an alarm with periods below an hour',
    max: 86_400,
    source: PUT_METRIC_ALARM,
  },
  expression: {
    what: 'characters of a metric-math expression',
    max: 2048,
    source: 'CloudWatch API reference, MetricDataQuery',
  },
  rule: { what: "characters of a composite alarm's rule", max: 10_240, source: PUT_COMPOSITE_ALARM },
  children: { what: 'alarms of a composite alarm', max: 100, source: PUT_COMPOSITE_ALARM },
  name: { what: "characters of an alarm's name", max: 255, source: PUT_METRIC_ALARM },
  description: { what: "characters of an alarm's description", max: 1024, source: PUT_METRIC_ALARM },
  /** What a stack of 500 resources has room for: its functions, lanes, topics and strategies take 100 at most. */
  alarms: {
    what: 'alarms of a stack, which has 500 resources',
    max: 400,
    source: 'CloudFormation user guide, quotas',
  },
  widgetMetrics: { what: 'metrics of a widget', max: 500, source: QUOTAS },
  dashboardMetrics: { what: 'metrics of a dashboard', max: 2500, source: QUOTAS },
  queries: {
    what: 'queries of a call of GetMetricData',
    max: 500,
    raised: 'the controller makes more calls',
    source: 'CloudWatch API reference, GetMetricData',
  },
  /** Before it answers in pages. */
  points: {
    what: 'data points of a call of GetMetricData',
    max: 100_800,
    source: 'CloudWatch API reference, GetMetricData',
  },
} as const satisfies { readonly [limit: string]: Quota };
