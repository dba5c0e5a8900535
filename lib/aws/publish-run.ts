import { cohortMetrics, type MetricOptions } from '../client/index.js';
import { CONTROLLER_METRICS } from '../contract/standing-alarms.js';
import type { RolloutPlan } from '../plan/rollout-plan.js';

/**
 * Publishes that a run of the controller came to its end: the heartbeat alarm listens for it. Not by Powertools, which
 * adds a dimension of its own, and the metric contract has exactly {Rollout}.
 * @param parked messages and hooks that have failed too often and wait for people
 * @param write where the line goes @default the log of the function
 */
export function publishRun(plan: RolloutPlan, parked: number, write?: MetricOptions['write']): void {
  const { namespace, rollout } = plan;
  const metrics = cohortMetrics({ namespace, rollout, ...(write ? { write } : {}) });
  const recorder = metrics.everybody();
  recorder.count(CONTROLLER_METRICS.runs);
  recorder.count(CONTROLLER_METRICS.parked, parked);
  metrics.flush();
}
