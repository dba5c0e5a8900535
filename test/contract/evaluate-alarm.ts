import type { MissingData } from '../../lib/contract/alarm-definition.js';

export type AlarmState = 'OK' | 'ALARM' | 'INSUFFICIENT_DATA' | 'RETAIN';

/**
 * How CloudWatch evaluates M of N, as
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html describes it.
 * @param points whether each data point of the evaluation range breaches, the oldest first; `undefined` is missing
 */
export function evaluateAlarm(
  points: readonly (boolean | undefined)[],
  alarm: {
    readonly evaluationPeriods: number;
    readonly datapointsToAlarm: number;
    readonly treatMissingData: MissingData;
  },
): AlarmState {
  const { evaluationPeriods: n, datapointsToAlarm: m, treatMissingData } = alarm;
  const real = points.flatMap((point) => (point === undefined ? [] : [point]));
  const breaching = (some: readonly boolean[]) => some.filter(Boolean).length;
  const stateOf = (count: number): AlarmState => (count >= m ? 'ALARM' : 'OK');
  if (real.length >= n) return stateOf(breaching(real.slice(-n)));
  const filled = n - real.length;
  if (treatMissingData === 'breaching') return stateOf(breaching(real) + filled);
  if (treatMissingData === 'notBreaching') return stateOf(breaching(real));
  if (real.length === 0) return treatMissingData === 'ignore' ? 'RETAIN' : 'INSUFFICIENT_DATA';
  const premature = real.every(Boolean) && points.length - points.indexOf(true) >= m;
  if (!premature) return stateOf(breaching(real));
  return treatMissingData === 'ignore' && breaching(real) < m ? 'RETAIN' : 'ALARM';
}
