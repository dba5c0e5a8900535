import type { RolloutPlan } from '../../plan/rollout-plan.js';
import type { RolloutEvent } from '../event.js';
import type { Instant, RolloutState } from '../state.js';
import { carryOver } from './carry-over.js';
import { sayChange, type PlanChange } from './plan-change.js';

/** The event with which an accepted revision takes over, made for the state on which it is committed. */
export function revisedEvent(
  before: RolloutPlan,
  after: RolloutPlan,
  state: RolloutState,
  revision: {
    readonly id: string;
    readonly at: Instant;
    readonly planHash: string;
    readonly by: string;
    readonly changes: readonly PlanChange[];
    /** The code that was given, where the changes took one. */
    readonly consent?: string;
  },
): RolloutEvent & { readonly kind: 'revised' } {
  const { consent, changes, ...rest } = revision;
  return {
    kind: 'revised',
    ...rest,
    from: state.planHash,
    changes: changes.map(sayChange),
    ...(consent === undefined ? {} : { consent }),
    carried: carryOver(before, after, state),
  };
}
