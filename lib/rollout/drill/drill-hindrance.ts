import type { RolloutPlan } from '../../plan/rollout-plan.js';
import type { RolloutState } from '../state.js';
import { openResponses } from '../triggers.js';

/**
 * Why the revert path cannot be exercised now: it is needed, or may be needed any moment. The safe direction goes first.
 * Nothing when a drill may go on.
 */
export function drillHindrance(plan: RolloutPlan, state: RolloutState): string | undefined {
  if (state.control.mode === 'closed') return 'the rollout is closed';
  const holding = plan.triggers.find(({ name }) => state.triggers[name]?.holds === true);
  if (holding) return `trigger ${holding.name} holds: what it asks for goes first`;
  const [open] = openResponses(plan, state);
  if (open) return `trigger ${open.trigger.name} has fired, and its responses are not all done`;
  // An environment that the plan has no longer publishes nothing any more.
  const falling = state.timings.find(
    ({ publishedAt, environment }) => publishedAt === undefined && state.environments[environment],
  );
  if (falling) return `a revert is on its way in ${falling.environment}: it goes first`;
  const incident = state.incidents.find(({ closedAt }) => closedAt === undefined);
  return incident && `${incident.id} is open: close it first`;
}
