import { sayInstant } from '../../plan/calendar.js';
import { sayDuration } from '../../plan/expressions/amounts.js';
import { stepsOf, type RolloutPlan, type Step, type StepNotice } from '../../plan/rollout-plan.js';
import type { Draft } from '../draft.js';
import { longestLead, noticeKey, reachedKey } from '../notice-times.js';
import { stepExpected, stepsAhead } from '../schedule.js';
import type { Instant, RolloutState } from '../state.js';
import { earliestAfter, type Chore } from './chore.js';

/** A notice that is to go out before a step. */
interface PlannedNotice {
  readonly step: Step;
  readonly notice: StepNotice;
  readonly index: number;
  readonly lead: number;
  readonly key: string;
  readonly at: Instant;
  readonly expected: Instant;
}

/** Sends each step's notices at their lead times, and a correction when the date that was told has slipped. */
export const stepNotices: Chore = {
  run: (draft) => {
    for (const planned of planNotices(draft.plan, draft.state, draft.now)) {
      if (planned.at <= draft.now) send(draft, planned);
    }
    sendAfter(draft);
    correct(draft);
  },
  dueAt: (plan, state, now) =>
    earliestAfter(now, [
      ...planNotices(plan, state, now).map((planned) => planned.at),
      ...afterNotices(plan, state).map((one) => one.at),
      ...promises(plan, state).map(({ promised }) => promised + DAY),
    ]),
};

function planNotices(plan: RolloutPlan, state: RolloutState, now: Instant): readonly PlannedNotice[] {
  return stepsAhead(plan, state).flatMap((step) => {
    if (step.notices.every((notice) => notice.before === undefined)) return [];
    const expected = expectedWithNotices(plan, state, step, now);
    return step.notices.flatMap((notice, index) =>
      (notice.before ?? []).flatMap((lead): readonly PlannedNotice[] => {
        const key = noticeKey(step, index, lead, state.control.attempt);
        return key in state.notices
          ? []
          : [{ step, notice, index, lead, key, at: expected - lead, expected }];
      }),
    );
  });
}

/** When the step can happen at the earliest once its longest required notice has been out for its lead time. */
function expectedWithNotices(plan: RolloutPlan, state: RolloutState, step: Step, now: Instant): Instant {
  let from = now;
  for (const [index, notice] of step.notices.entries()) {
    if (notice.required !== true || !notice.before) continue;
    const lead = longestLead(notice);
    const sentAt = state.notices[noticeKey(step, index, lead, state.control.attempt)];
    if (sentAt !== undefined) from = Math.max(from, sentAt + lead);
    else if (stepExpected(plan, state, step, now) - lead < now) from = Math.max(from, now + lead);
  }
  return stepExpected(plan, state, step, from);
}

function send(draft: Draft, { step, notice, lead, key, expected }: PlannedNotice): void {
  draft.update({
    notices: { ...draft.state.notices, [key]: draft.now },
    told: { ...draft.state.told, [promisedKey(step, draft.state)]: expected },
  });
  const when = sayInstant(expected, draft.plan.timezone);
  draft.effect({
    kind: 'message',
    about: 'notice',
    to: notice.to,
    by: notice.by,
    say: `${notice.say ?? 'You are next'} (${when})`,
    step: step.id,
  });
  draft.happened(
    'notice',
    `notice for ${step.id}, ${sayDuration(lead)} before ${when}, by ${notice.by.join(' and ')}`,
  );
}

function promisedKey(step: Step, state: RolloutState): string {
  return `promised/${step.id}#${String(state.control.attempt)}`;
}

/** The dates that users of steps to come were given. */
function promises(
  plan: RolloutPlan,
  state: RolloutState,
): readonly { readonly step: Step; readonly promised: Instant }[] {
  return stepsAhead(plan, state).flatMap((step) => {
    if (step.notices.length === 0) return [];
    const promised = state.told[promisedKey(step, state)];
    return promised === undefined ? [] : [{ step, promised }];
  });
}

/** Tells those who were given a date that it has changed, a day after it, and once for each new date. */
function correct(draft: Draft): void {
  for (const { step, promised } of promises(draft.plan, draft.state)) {
    if (promised + DAY > draft.now) continue;
    const expected = expectedWithNotices(draft.plan, draft.state, step, draft.now);
    // Nobody is given a date that nobody knows.
    if (expected === Infinity) continue;
    draft.update({ told: { ...draft.state.told, [promisedKey(step, draft.state)]: expected } });
    const notice = step.notices.find((one) => one.before !== undefined);
    if (!notice) continue;
    const when = sayInstant(expected, draft.plan.timezone);
    draft.effect({
      kind: 'message',
      about: 'correction',
      to: notice.to,
      by: notice.by,
      say: `The date has changed: ${when}`,
      step: step.id,
    });
    draft.happened('notice', `correction for ${step.id}: now ${when}`);
  }
}

const DAY = 86_400_000;

interface AfterNotice {
  readonly step: Step;
  readonly notice: StepNotice;
  readonly key: string;
  readonly at: Instant;
}

/** Notices that go out some time after a step has reached its users, whatever the rollout is doing then. */
function afterNotices(plan: RolloutPlan, state: RolloutState): readonly AfterNotice[] {
  if (state.control.mode === 'closed') return [];
  return stepsOf(plan).flatMap((step) => {
    if (step.notices.length === 0) return [];
    const reached = state.told[reachedKey(step, state.control.attempt)];
    if (reached === undefined) return [];
    return step.notices.flatMap((notice, index) =>
      (notice.after ?? []).flatMap((wait): readonly AfterNotice[] => {
        const key = `${noticeKey(step, index, wait, state.control.attempt)}+`;
        return key in state.notices ? [] : [{ step, notice, key, at: reached + wait }];
      }),
    );
  });
}

function sendAfter(draft: Draft): void {
  for (const { step, notice, key, at } of afterNotices(draft.plan, draft.state)) {
    if (at > draft.now) continue;
    draft.update({ notices: { ...draft.state.notices, [key]: draft.now } });
    draft.effect({
      kind: 'message',
      about: 'notice',
      to: notice.to,
      by: notice.by,
      say: notice.say ?? 'You are on the new version',
      step: step.id,
    });
    draft.happened('notice', `notice after ${step.id}, by ${notice.by.join(' and ')}`);
  }
}
