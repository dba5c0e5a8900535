import type { Peer } from './peer.js';
import { isBreach } from './single-breach.js';

/** Minutes of one measurement, and how many may fail: the example of Argo's documentation. */
const INTERVAL = 5;
const FAILURE_LIMIT = 3;

/**
 * Argo Rollouts' analysis with the settings of its documentation: every five minutes it measures the canary over
 * those five minutes; a measurement fails above twice the base rate; failures add up and are never forgotten, and
 * the rollout aborts when there are more than `failureLimit`: at the fourth.
 * Source: argoproj/argo-rollouts, analysis/analysis.go at 9f8d111.
 */
export const argo: Peer = {
  name: 'Argo Rollouts, 5m and failureLimit 3',
  source: 'argoproj/argo-rollouts analysis/analysis.go@9f8d111',
  everyMinutes: INTERVAL,
  start({ baseRate }) {
    let minutes = 0;
    let errors = 0;
    let requests = 0;
    let failed = 0;
    return {
      minute(x1, n1) {
        minutes += 1;
        errors += x1;
        requests += n1;
        if (minutes < INTERVAL) return false;
        if (isBreach(errors, requests, baseRate)) failed += 1;
        minutes = 0;
        errors = 0;
        requests = 0;
        return failed > FAILURE_LIMIT;
      },
    };
  },
};
