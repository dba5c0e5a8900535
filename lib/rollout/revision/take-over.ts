import type { RolloutPlan } from '../../plan/rollout-plan.js';
import type { Instant, RolloutState } from '../state.js';
import { applyRevision } from './apply-revision.js';
import { carryOver } from './carry-over.js';
import { diffPlans } from './diff-plans.js';
import { sayChange } from './plan-change.js';

/**
 * The state of a rollout under another plan. Whether people have consented is not asked here: `judgeRevision` is.
 * @param planHash the hash of `after`, to which the state is pinned from here on
 * @param at when it takes over. @default the time of the state
 * @throws when a change is refused at this state
 */
export function takeOver(
  before: RolloutPlan,
  after: RolloutPlan,
  state: RolloutState,
  planHash: string,
  at: Instant = state.at,
): RolloutState {
  const refused = diffPlans(before, after, state).filter((change) => change.weight === 'refused');
  if (refused.length > 0) throw new Error(`the plan cannot take over: ${refused.map(sayChange).join('; ')}`);
  return applyRevision(after, state, { planHash, carried: carryOver(before, after, state), at });
}
