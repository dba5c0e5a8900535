import type { Path } from '../plan/source/problem.js';
import type { CloudWatchSeries } from './metric-expression.js';

export type AlarmComparison =
  | 'GreaterThanThreshold'
  | 'GreaterThanOrEqualToThreshold'
  | 'LessThanThreshold'
  | 'LessThanOrEqualToThreshold';

/** What CloudWatch takes a missing data point for, as PutMetricAlarm names it. */
export type MissingData = 'missing' | 'ignore' | 'breaching' | 'notBreaching';

/** An alarm of CloudWatch over one expression of metric math: PutMetricAlarm as plain data. */
export interface MetricAlarm {
  readonly kind: 'metric';
  /** Unique in the account and Region; at most 255 characters. */
  readonly name: string;
  /** For people; at most 1024 characters. */
  readonly description: string;
  readonly series: readonly CloudWatchSeries[];
  readonly expression: string;
  /** Seconds of one data point: 10, 20, 30 or a multiple of 60. */
  readonly period: number;
  /** N: how many data points are looked at. */
  readonly evaluationPeriods: number;
  /** M: how many of them must breach. */
  readonly datapointsToAlarm: number;
  readonly comparison: AlarmComparison;
  /** In the unit in which the metric is published. */
  readonly threshold: number;
  readonly treatMissingData: MissingData;
  /**
   * What to do with a percentile of few samples. We always say `evaluate`: how many are enough is written in the plan,
   * and is part of the expression.
   */
  readonly lowSamplePercentile?: 'evaluate';
  /** Where it comes from in the plan file. */
  readonly source: Path;
}

/** When a composite alarm is in ALARM, over the alarms that are its children. */
export type AlarmRule =
  | { readonly kind: 'alarm'; readonly alarm: MetricAlarm | CompositeAlarm }
  | { readonly kind: 'all' | 'any'; readonly of: readonly AlarmRule[] };

/** An alarm over other alarms: PutCompositeAlarm as plain data. */
export interface CompositeAlarm {
  readonly kind: 'composite';
  readonly name: string;
  readonly description: string;
  readonly rule: AlarmRule;
  readonly source: Path;
}

export type Alarm = MetricAlarm | CompositeAlarm;

/** The alarm of a trigger, or why it has none. */
export type AlarmDefinition =
  | {
      readonly kind: 'alarm';
      readonly trigger: string;
      readonly alarm: Alarm;
      /** Whether a response of the trigger lowers exposure, or may do so: then it watches over rises. */
      readonly reverts: boolean;
      readonly source: Path;
    }
  | {
      readonly kind: 'none';
      readonly trigger: string;
      /** A sentence for people. The controller looks at the trigger all the same. */
      readonly reason: string;
      readonly source: Path;
    };

/** The alarms that a rule is about, each once, in order. */
export function childrenOf(rule: AlarmRule): readonly Alarm[] {
  const all = rule.kind === 'alarm' ? [rule.alarm] : rule.of.flatMap(childrenOf);
  return all.filter((alarm, index) => all.findIndex(({ name }) => name === alarm.name) === index);
}

/** The rule as PutCompositeAlarm reads it. */
export function ruleText(rule: AlarmRule): string {
  if (rule.kind === 'alarm') return `ALARM("${rule.alarm.name}")`;
  const joiner = rule.kind === 'all' ? ' AND ' : ' OR ';
  return rule.of
    .map((inner) => (inner.kind === 'alarm' ? ruleText(inner) : `(${ruleText(inner)})`))
    .join(joiner);
}
