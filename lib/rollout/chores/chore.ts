import type { RolloutPlan } from '../../plan/rollout-plan.js';
import type { Draft } from '../draft.js';
import type { Instant, RolloutState } from '../state.js';

/**
 * Something that time brings and that moves nothing: notices, digests, reminders. A chore looks at the whole state,
 * does what is due and not done, and may be run at any time and any number of times.
 */
export interface Chore {
  readonly run: (draft: Draft) => void;
  /** The next moment after `now` at which something may be due by itself; `undefined` when nothing is. */
  readonly dueAt: (plan: RolloutPlan, state: RolloutState, now: Instant) => Instant | undefined;
}

/** The earliest of several moments that lies after `now`. */
export function earliestAfter(now: Instant, moments: readonly (Instant | undefined)[]): Instant | undefined {
  let earliest: Instant | undefined;
  for (const moment of moments) {
    if (
      moment !== undefined &&
      moment > now &&
      moment < Infinity &&
      (earliest === undefined || moment < earliest)
    )
      earliest = moment;
  }
  return earliest;
}
