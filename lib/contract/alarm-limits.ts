import type { RolloutPlan } from '../plan/rollout-plan.js';
import type { PlacedProblem } from '../plan/source/problem.js';
import { sayDuration, sayLength } from '../plan/expressions/amounts.js';
import { allAlarms } from './all-alarms.js';
import {
  childrenOf,
  ruleText,
  type Alarm,
  type AlarmDefinition,
  type CompositeAlarm,
  type MetricAlarm,
} from './alarm-definition.js';
import { dashboardGraphs, metricsOf } from './dashboard-graphs.js';
import { CLOUDWATCH_LIMITS } from './cloudwatch-limits.js';

const MOST_METRICS = CLOUDWATCH_LIMITS.alarmMetrics.max;
const LONGEST_WINDOW_S = CLOUDWATCH_LIMITS.window.max;
const LONGEST_WINDOW_OF_SHORT_PERIODS_S = CLOUDWATCH_LIMITS.windowOfShortPeriods.max;
const HOUR_S = 3600;
const LONGEST_RULE = CLOUDWATCH_LIMITS.rule.max;
const LONGEST_EXPRESSION = CLOUDWATCH_LIMITS.expression.max;
const MOST_CHILDREN = CLOUDWATCH_LIMITS.children.max;
const LONGEST_NAME = CLOUDWATCH_LIMITS.name.max;
const MOST_ALARMS = CLOUDWATCH_LIMITS.alarms.max;
const SHORT_PERIODS_S: readonly number[] = [10, 20, 30];

/**
 * What CloudWatch would refuse about the alarms of a plan and about those of its rise lanes, its dashboard and its namespace,
 * told before anything is deployed. Each problem has its place in the plan file: `locate` of `readPlan` gives the line. (Limits of AppConfig are
 * checked whenever a plan is read.)
 * @param definitions of `alarmsOf`
 */
export function checkAlarms(
  plan: RolloutPlan,
  definitions: readonly AlarmDefinition[],
): readonly PlacedProblem[] {
  const alarms = allAlarms(plan, definitions);
  return [
    ...tooMany(alarms.length),
    ...alarms.flatMap(checkAlarm),
    ...checkDashboard(plan, definitions),
    ...checkNamespace(plan),
  ];
}

/** Letters, digits and `. - _ / # :`, not beginning with a colon, nor with `AWS/`, which is for AWS alone. */
const NAMESPACE = /^(?!:|AWS\/)[A-Za-z0-9._\-/#:]{1,255}$/u;

function checkNamespace({ namespace }: RolloutPlan): readonly PlacedProblem[] {
  if (NAMESPACE.test(namespace)) return [];
  return [
    {
      severity: 'error',
      path: ['namespace'],
      code: 'metric-namespace',
      found: `a namespace of ${String(namespace.length)} characters: \`${namespace.slice(0, 60)}\``,
      allowed:
        '1 to 255 letters, digits and `. - _ / # :`, not beginning with `:` or `AWS/`: a limit of CloudWatch',
      advice: 'leave it out (`Phasegate/<rollout>`), or say another',
    },
  ];
}

function checkDashboard(
  plan: RolloutPlan,
  definitions: readonly AlarmDefinition[],
): readonly PlacedProblem[] {
  const metrics = dashboardGraphs(plan, definitions).reduce((sum, { lines }) => sum + metricsOf(lines), 0);
  const { max } = CLOUDWATCH_LIMITS.dashboardMetrics;
  if (metrics <= max) return [];
  return [
    {
      severity: 'error',
      path: ['metrics'],
      code: 'dashboard-metrics',
      found: `a dashboard of ${String(metrics)} series: every metric, and every part of a trigger`,
      allowed: `${String(max)}: a limit of CloudWatch`,
      advice: 'ask about fewer segments in one trigger, or use fewer metrics',
    },
  ];
}

function tooMany(count: number): readonly PlacedProblem[] {
  if (count <= MOST_ALARMS) return [];
  return [
    {
      severity: 'error',
      path: ['triggers'],
      code: 'alarm-count',
      found: `triggers that take ${String(count)} alarms together`,
      allowed: `${String(MOST_ALARMS)}: a stack of CloudFormation holds 500 resources, and the rest of it takes the others`,
      advice: 'ask about fewer segments in one trigger, or use fewer triggers',
    },
  ];
}

function checkAlarm(alarm: Alarm): readonly PlacedProblem[] {
  const long =
    alarm.name.length > LONGEST_NAME
      ? [
          problem(alarm, 'alarm-name', {
            found: `an alarm with a name of ${String(alarm.name.length)} characters`,
            allowed: `${String(LONGEST_NAME)}: a limit of CloudWatch`,
            advice: 'give the rollout or the trigger a shorter name',
          }),
        ]
      : [];
  return [...long, ...(alarm.kind === 'metric' ? checkMetricAlarm(alarm) : checkComposite(alarm))];
}

function checkMetricAlarm(alarm: MetricAlarm): readonly PlacedProblem[] {
  const { period, evaluationPeriods, series } = alarm;
  const problems: PlacedProblem[] = [];
  if (!SHORT_PERIODS_S.includes(period) && (period < 60 || period % 60 !== 0)) {
    problems.push(
      problem(alarm, 'alarm-period', {
        found: `an alarm that looks at ${sayDuration(period * 1000)} at a time`,
        allowed: '10s, 20s, 30s, or whole minutes: a limit of CloudWatch',
        advice: 'round the span, or `judge: period`',
      }),
    );
  }
  const window = period * evaluationPeriods;
  const longest = period < HOUR_S ? LONGEST_WINDOW_OF_SHORT_PERIODS_S : LONGEST_WINDOW_S;
  if (window > longest) {
    problems.push(
      problem(alarm, 'alarm-window', {
        found: `an alarm that looks back over ${sayLength(window * 1000)}`,
        allowed: `${sayDuration(longest * 1000)}${period < HOUR_S ? ' for spans of less than an hour' : ''}: a limit of CloudWatch`,
        advice: 'say a shorter span or a shorter `for`',
      }),
    );
  }
  if (series.length > MOST_METRICS) {
    problems.push(
      problem(alarm, 'alarm-metrics', {
        found: `an alarm over ${String(series.length)} series`,
        allowed: `${String(MOST_METRICS)}: a limit of CloudWatch`,
        advice: 'ask about fewer metrics at once',
      }),
    );
  }
  if (alarm.expression.length > LONGEST_EXPRESSION) {
    problems.push(
      problem(alarm, 'alarm-expression', {
        found: `an alarm with an expression of ${String(alarm.expression.length)} characters`,
        allowed: `${String(LONGEST_EXPRESSION)}: a limit of CloudWatch`,
        advice: 'ask about fewer metrics at once',
      }),
    );
  }
  return problems;
}

function checkComposite(alarm: CompositeAlarm): readonly PlacedProblem[] {
  const children = childrenOf(alarm.rule);
  const { length } = ruleText(alarm.rule);
  const problems: PlacedProblem[] = [];
  if (children.length > MOST_CHILDREN) {
    problems.push(
      problem(alarm, 'alarm-children', {
        found: `an alarm over ${String(children.length)} others`,
        allowed: `${String(MOST_CHILDREN)}: a limit of CloudWatch`,
        advice: 'ask about fewer segments or metrics in one trigger',
      }),
    );
  }
  if (length > LONGEST_RULE) {
    problems.push(
      problem(alarm, 'alarm-rule', {
        found: `an alarm with a rule of ${String(length)} characters`,
        allowed: `${String(LONGEST_RULE)}: a limit of CloudWatch`,
        advice: 'give the triggers shorter names, or ask about fewer segments in one trigger',
      }),
    );
  }
  return problems;
}

function problem(
  { source }: Alarm,
  code: string,
  rest: Pick<PlacedProblem, 'found' | 'allowed' | 'advice'>,
): PlacedProblem {
  return { severity: 'error', path: source, code, ...rest };
}
