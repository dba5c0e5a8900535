import { resolveTime } from '../../plan/calendar.js';
import type { RolloutPlan } from '../../plan/rollout-plan.js';
import { isUnmeasured, judgeGate } from '../gate.js';
import type { Instant, RolloutState } from '../state.js';
import { earliestAfter, type Chore } from './chore.js';

/** Judges the plan's success once, at its end or at its later date: told and recorded, never blocking. */
export const success: Chore = {
  run: (draft) => {
    const { plan, state, now } = draft;
    const at = successAt(plan, state);
    if (
      !plan.success ||
      at === undefined ||
      now < at ||
      state.control.mode !== 'completed' ||
      'success' in state.told
    )
      return;
    const view = judgeGate(plan, state, plan.success, now);
    // The first look at or after the moment measures it.
    if (isUnmeasured(view)) return;
    draft.once('success', () => {
      for (const criterion of view.criteria) {
        draft.happened(
          'success',
          `${criterion.verdict === 'go' ? 'met' : criterion.verdict === 'no-go' ? 'not met' : 'unknown'}: ${criterion.text} (${criterion.findings.map((finding) => finding.why).join('; ')})`,
        );
      }
    });
  },
  dueAt: (plan, state, now) =>
    earliestAfter(now, ['success' in state.told ? undefined : successAt(plan, state)]),
};

/** When the success is judged; `undefined` before the rollout is completed. */
export function successAt(plan: RolloutPlan, state: RolloutState): Instant | undefined {
  const { completedAt } = state.times;
  if (!plan.success || completedAt === undefined) return undefined;
  if (plan.success.afterMs !== undefined) return completedAt + plan.success.afterMs;
  if (!plan.success.at) return completedAt;
  return Math.max(
    completedAt,
    resolveTime(plan.success.at, {
      zone: plan.timezone,
      startAt: state.startAt,
      phaseEnteredAt: state.times.phaseEnteredAt,
      notBefore: completedAt,
    }),
  );
}
