import type { RolloutPlan } from '../plan/rollout-plan.js';
import { phaseAt, stepAt } from './place.js';
import { leaveDue, phaseDue, soakEnd, stepDue } from './schedule.js';
import type { Instant, RolloutState } from './state.js';

/**
 * Whether the plan lets the rollout wait at this place until a time: the date of a phase or a step, a soak, the least
 * length of a phase. Windows, freezes and notices are no such times.
 */
export function waitsForTime(plan: RolloutPlan, state: RolloutState, now: Instant): boolean {
  const { control } = state;
  if (control.mode !== 'running') return false;
  switch (control.position.stage) {
    case 'entry':
      return now < phaseDue(plan, state.startAt, phaseAt(plan, control));
    case 'waiting': {
      const step = stepAt(plan, control);
      return step !== undefined && now < stepDue(plan, state, step, now);
    }
    case 'soaking':
      return now < (soakEnd(plan, state) ?? Infinity);
    case 'leaving':
      return now < leaveDue(plan, state);
    case 'rising':
    case 'judging':
      return false;
  }
}
