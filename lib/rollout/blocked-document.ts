import type { FlagDocument } from '../flags/document.js';
import type { RolloutPlan } from '../plan/rollout-plan.js';
import { laneDocument } from './desired.js';
import { startRollout } from './start-rollout.js';
import { transition } from './transition.js';

/**
 * The document of a brake lane that lets nobody have what the rise lane gives: that of a rollout that was killed as soon
 * as it began.
 */
export function blockedDocument(plan: RolloutPlan): FlagDocument {
  const [environment = ''] = plan.environments;
  const begun = startRollout(plan, { kind: 'started', id: 'started', at: 0, planHash: '', startsAt: 0 });
  const { state } = transition(plan, begun, {
    kind: 'said',
    id: 'kill',
    at: 0,
    who: 'nobody',
    word: { kind: 'kill' },
  });
  return laneDocument(plan, state, environment, 'brake');
}
