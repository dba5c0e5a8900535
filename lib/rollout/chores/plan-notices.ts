import { resolveTime } from '../../plan/calendar.js';
import type { RolloutPlan } from '../../plan/rollout-plan.js';
import type { Instant, RolloutState } from '../state.js';
import { earliestAfter, type Chore } from './chore.js';

/** Notices of the plan: on its calendar, or some time after the beginning or the end of a phase. */
export const planNotices: Chore = {
  run: (draft) => {
    for (const { index, key, at } of openNotices(draft.plan, draft.state)) {
      if (at > draft.now) continue;
      const notice = draft.plan.notices[index];
      if (!notice) continue;
      draft.update({ notices: { ...draft.state.notices, [key]: draft.now } });
      draft.effect({ kind: 'message', about: 'notice', to: notice.to, by: notice.by, say: notice.say });
      draft.happened('notice', `notice ${notice.name}, by ${notice.by.join(' and ')}`);
    }
  },
  dueAt: (plan, state, now) =>
    earliestAfter(
      now,
      openNotices(plan, state).map((one) => one.at),
    ),
};

interface OpenNotice {
  readonly index: number;
  readonly key: string;
  readonly at: Instant;
}

function openNotices(plan: RolloutPlan, state: RolloutState): readonly OpenNotice[] {
  return plan.notices.flatMap((notice, index) => {
    const times = notice.at
      ? [
          resolveTime(notice.at, {
            zone: plan.timezone,
            startAt: state.startAt,
            phaseEnteredAt: state.startAt,
            notBefore: state.startAt,
          }),
        ]
      : (notice.after ?? []).flatMap((wait) => {
          const from =
            notice.of === undefined ? state.startedAt : phaseMoment(state, notice.of, notice.end === true);
          return from === undefined ? [] : [from + wait];
        });
    return times.flatMap((at) => {
      const key = `plan/${notice.name}@${String(notice.at ? 'at' : at)}`;
      return key in state.notices ? [] : [{ index, key, at }];
    });
  });
}

/** When a phase was entered, or left; `undefined` while it was not. */
function phaseMoment(state: RolloutState, name: string, end: boolean): Instant | undefined {
  return state.told[`${end ? 'left' : 'entered'}/${name}`];
}
