import type { CriterionState } from '../judge/criterion/criterion-state.js';
import type { RolloutPlan } from '../plan/rollout-plan.js';
import type { RolloutState } from '../rollout/state.js';

/** Evidence of fewer periods is gathered again at the next look rather than written down each minute. */
const KEPT_EVERY = 360;

/** Whether the evidence that a look has gathered is so much more than what is written down that it should be kept. */
export function isWorthKeeping(
  { judge: { periodMs } }: Pick<RolloutPlan, 'judge'>,
  { criteria }: RolloutState,
  gathered: Readonly<Record<string, CriterionState>>,
): boolean {
  return Object.entries(gathered).some(([key, one]) => {
    const kept = criteria?.[key];
    // What a criterion begins with, its limit and its procedure, is asked for once.
    if (kept === undefined || (hasBegun(one) && !hasBegun(kept))) return true;
    return one.until - kept.until >= KEPT_EVERY * periodMs;
  });
}

/** The earliest look at which what has been gathered may be worth keeping for its length alone. */
export function keepingDue(
  { judge: { periodMs } }: Pick<RolloutPlan, 'judge'>,
  { criteria }: RolloutState,
): number {
  return Math.min(...Object.values(criteria ?? {}).map(({ until }) => until + KEPT_EVERY * periodMs));
}

function hasBegun({ heard, silent }: CriterionState): boolean {
  return heard + silent > 0;
}
