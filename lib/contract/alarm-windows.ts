import type { Claim } from '../plan/expressions/condition.js';
import type { Metric, RolloutPlan } from '../plan/rollout-plan.js';
import type { MetricAlarm } from './alarm-definition.js';

/** Why a condition, or a part of it, cannot be an alarm. */
export interface NoAlarm {
  readonly reason: string;
}

/** Which data points an alarm looks at. */
export type AlarmWindows = Pick<MetricAlarm, 'period' | 'evaluationPeriods' | 'datapointsToAlarm'>;

/**
 * A span is one data point: CloudWatch moves it on every minute. Periods of the judge that must hold one after the other
 * are N data points.
 */
export function alarmWindows(
  { over, hold }: Claim,
  metric: Metric,
  plan: RolloutPlan,
): AlarmWindows | NoAlarm {
  const { periodMs } = plan.judge;
  if (over?.kind === 'since')
    return { reason: `a time that begins with the ${over.since} grows, and that of an alarm is fixed` };
  const spanMs = over?.kind === 'trailing' ? over.ms : periodMs;
  const everyMs = metric.everyMs ?? periodMs;
  const count =
    hold === undefined ? 1 : hold.kind === 'periods' ? hold.of : Math.max(1, Math.ceil(hold.ms / periodMs));
  if (count > 1 && spanMs !== periodMs)
    return { reason: 'an alarm cannot look at the same span again and again, a period apart' };
  if (count > 1 && everyMs > periodMs)
    return { reason: 'it is published less often than the judge looks at it' };
  return {
    period: Math.max(spanMs, everyMs) / 1000,
    evaluationPeriods: count,
    datapointsToAlarm: hold?.kind === 'periods' ? hold.atLeast : count,
  };
}
