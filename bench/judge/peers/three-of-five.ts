import type { Peer } from './peer.js';
import { isBreach } from './single-breach.js';

/** M of N over the newest points, as an alarm of CloudWatch is configured. */
export interface AlarmRule {
  /** M: how many points breach before the alarm goes off. */
  readonly datapointsToAlarm: number;
  /** N: how many points are looked at. */
  readonly evaluationPeriods: number;
  /** How many periods back points are looked for when some are missing, at most 31. */
  readonly evaluationRange: number;
}

/**
 * Whether a CloudWatch alarm is in ALARM, where missing data is treated as `missing` (the default). The newest N
 * points that exist decide: M of them breach. With fewer than M points in the range it goes off early, if the oldest
 * breach is at least M periods old and nothing newer is healthy.
 * Source: awsdocs/amazon-cloudwatch-user-guide, doc_source/AlarmThatSendsEmail.md at b355497.
 * @param breaching the periods that breach, one bit each; bit 0 is the newest
 * @param present the periods that have a point, likewise
 */
export function inAlarm(breaching: number, present: number, rule: AlarmRule): boolean {
  let points = 0;
  let breaches = 0;
  let oldestBreach = 0;
  let healthy = false;
  let healthyAfterBreach = false;
  for (let age = 1; age <= rule.evaluationRange && points < rule.evaluationPeriods; age += 1) {
    const bit = 1 << (age - 1);
    if ((present & bit) === 0) continue;
    points += 1;
    if ((breaching & bit) === 0) {
      healthy = true;
    } else {
      breaches += 1;
      oldestBreach = age;
      healthyAfterBreach = healthy;
    }
  }
  const { datapointsToAlarm } = rule;
  if (breaches >= datapointsToAlarm) return true;
  return points < datapointsToAlarm && oldestBreach >= datapointsToAlarm && !healthyAfterBreach;
}

/** AWS does not publish the range for N = 5; its examples look two periods further back than N. */
const RULE: AlarmRule = { datapointsToAlarm: 3, evaluationPeriods: 5, evaluationRange: 7 };
const RANGE_BITS = (1 << RULE.evaluationRange) - 1;

/**
 * A CloudWatch alarm with 3 of 5 datapoints: reverts when three of the newest five minutes of the canary are above
 * twice the base rate. A minute without requests is a missing point.
 * Source: awsdocs/amazon-cloudwatch-user-guide, doc_source/AlarmThatSendsEmail.md at b355497.
 */
export const threeOfFive: Peer = {
  name: 'M of N, 3 of 5',
  source: 'awsdocs/amazon-cloudwatch-user-guide doc_source/AlarmThatSendsEmail.md@b355497',
  everyMinutes: 1,
  start({ baseRate }) {
    let breaching = 0;
    let present = 0;
    return {
      minute(x1, n1) {
        breaching = ((breaching << 1) | (isBreach(x1, n1, baseRate) ? 1 : 0)) & RANGE_BITS;
        present = ((present << 1) | (n1 > 0 ? 1 : 0)) & RANGE_BITS;
        return inAlarm(breaching, present, RULE);
      },
    };
  },
};
