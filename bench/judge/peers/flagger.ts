import type { Peer } from './peer.js';
import { isBreach } from './single-breach.js';

/** The failed checks that roll back: the example of Flagger's documentation. */
const THRESHOLD = 10;

/**
 * Flagger with the settings of its documentation: it checks the canary every minute against twice the base rate;
 * failed checks add up over the rollout, in a row or not, and the tenth rolls back.
 * Source: fluxcd/flagger, pkg/apis/flagger/v1beta1/canary.go and its scheduler.go at 15bd6ad.
 */
export const flagger: Peer = {
  name: 'Flagger, 1m and threshold 10',
  source: 'fluxcd/flagger pkg/apis/flagger/v1beta1/canary.go, scheduler.go@15bd6ad',
  everyMinutes: 1,
  start({ baseRate }) {
    let failedChecks = 0;
    return {
      minute(x1, n1) {
        if (isBreach(x1, n1, baseRate)) failedChecks += 1;
        return failedChecks >= THRESHOLD;
      },
    };
  },
};
