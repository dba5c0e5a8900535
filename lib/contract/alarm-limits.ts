import type { RolloutPlan } from '../plan/rollout-plan.js';
import type { PlacedProblem } from '../plan/source/problem.js';
import { sayDuration, sayLength } from '../plan/expressions/amounts.js';
import {
  childrenOf,
  ruleText,
  type Alarm,
  type AlarmDefinition,
  type CompositeAlarm,
  type MetricAlarm,
} from './alarm-definition.js';
import { riseMonitors } from './rise-monitors.js';

/** Limits of CloudWatch: PutMetricAlarm, PutCompositeAlarm, and alarms on metric math. */
const MOST_METRICS = 10;
const LONGEST_WINDOW_S = 604_800;
/** The same for periods of less than an hour. */
const LONGEST_WINDOW_OF_SHORT_PERIODS_S = 86_400;
const HOUR_S = 3600;
const LONGEST_RULE = 10_240;
const MOST_CHILDREN = 100;
const LONGEST_NAME = 255;
/** What a stack of 500 resources has room for: its functions, lanes, topics and strategies take 100 at most. */
const MOST_ALARMS = 400;
const SHORT_PERIODS_S: readonly number[] = [10, 20, 30];

/**
 * What CloudWatch would refuse about the alarms of a plan and about those of its rise lanes, told before anything is
 * deployed. Each problem has its place in the plan file: `locate` of `readPlan` gives the line. (Limits of AppConfig are
 * checked whenever a plan is read.)
 * @param definitions of `alarmsOf`
 */
export function checkAlarms(
  plan: RolloutPlan,
  definitions: readonly AlarmDefinition[],
): readonly PlacedProblem[] {
  const ofTriggers = definitions.flatMap((one) => (one.kind === 'alarm' ? [one.alarm] : []));
  const monitors = plan.environments.flatMap(
    (environment) => riseMonitors(plan, definitions, environment).monitors,
  );
  const alarms = new Map(
    [...ofTriggers, ...monitors].flatMap(withChildren).map((alarm) => [alarm.name, alarm]),
  );
  return [...tooMany(alarms.size), ...[...alarms.values()].flatMap(checkAlarm)];
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

function withChildren(alarm: Alarm): readonly Alarm[] {
  return alarm.kind === 'metric' ? [alarm] : [alarm, ...childrenOf(alarm.rule).flatMap(withChildren)];
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
