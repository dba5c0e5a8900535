import type { Step, StepNotice } from '../plan/rollout-plan.js';
import type { Instant, RolloutState } from './state.js';

/** The key under which it is kept that a notice went out. */
export function noticeKey(step: Step, notice: number, leadMs: number, attempt: number): string {
  return `${step.id}#${String(attempt)}/${String(notice)}-${String(leadMs)}`;
}

/** The longest lead time of a notice; 0 when it goes out after the rise. */
export function longestLead(notice: StepNotice): number {
  return Math.max(0, ...(notice.before ?? []));
}

/**
 * From when on the step's required notices allow it to rise: each must be out, and for its longest lead time.
 * `undefined` while the first of them has not gone out.
 */
export function noticedFrom(state: RolloutState, step: Step): Instant | undefined {
  let from = 0;
  for (const [index, notice] of step.notices.entries()) {
    if (notice.required !== true || !notice.before || notice.before.length === 0) continue;
    const lead = longestLead(notice);
    const sentAt = state.notices[noticeKey(step, index, lead, state.control.attempt)];
    if (sentAt === undefined) return undefined;
    from = Math.max(from, sentAt + lead);
  }
  return from;
}

/** The key under which it is kept when a step has reached its users. */
export function reachedKey(step: Step, attempt: number): string {
  return `reached/${step.id}#${String(attempt)}`;
}
