import type { Peer } from './peer.js';

/** A rate of errors above this multiple of the base rate breaches the threshold of the peers that have one. */
const TOLERATED_RATIO = 2;

/** Whether errors per request lie above the fixed threshold, twice the base rate. No requests breach nothing. */
export function isBreach(errors: number, requests: number, baseRate: number): boolean {
  return errors / requests > TOLERATED_RATIO * baseRate;
}

/**
 * The alarm most services have: one minute of the canary above twice the base rate reverts. CloudWatch's 1 of 1
 * (awsdocs/amazon-cloudwatch-user-guide, doc_source/AlarmThatSendsEmail.md at b355497). Control is not looked at.
 */
export const singleBreach: Peer = {
  name: 'threshold, one breach',
  source: 'awsdocs/amazon-cloudwatch-user-guide doc_source/AlarmThatSendsEmail.md@b355497, 1 of 1',
  everyMinutes: 1,
  start: ({ baseRate }) => ({ minute: (x1, n1) => isBreach(x1, n1, baseRate) }),
};
