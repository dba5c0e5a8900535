import { localDate, localWeekday, resolveTime, windowOpen, nextOpening } from '../../plan/calendar.js';
import type { RolloutPlan } from '../../plan/rollout-plan.js';
import { phaseAt } from '../place.js';
import type { Instant, RolloutState } from '../state.js';
import { earliestAfter, type Chore } from './chore.js';

const HOUR = 3_600_000;
/** Digests and recurring checklists go out at this hour of the plan's day. */
const MORNING_MINUTES = 9 * 60;

type Every = 'hourly' | 'daily' | 'weekly' | 'monthly';

/** Something of the plan that comes again and again. */
interface Rhythm {
  readonly key: string;
  readonly every: Every;
  readonly during?: readonly string[];
  readonly firstMs?: number;
  readonly onlyInWindows: boolean;
}

/** Digests: what is told regularly, for as long as the rollout runs. */
export const digests: Chore = {
  run: (draft) => {
    for (const digest of draft.plan.digests) {
      const rhythm = rhythmOf(digest.name, digest);
      const slot = lastSlot(draft.plan, draft.state, rhythm, draft.now);
      if (slot === undefined) continue;
      draft.update({ notices: { ...draft.state.notices, [rhythm.key]: slot } });
      draft.effect({
        kind: 'message',
        about: 'digest',
        to: digest.to,
        by: digest.by,
        say: digest.say ?? `${digest.every} digest`,
      });
      draft.happened('digest', `digest ${digest.name}, by ${digest.by.join(' and ')}`);
    }
  },
  dueAt: (plan, state, now) =>
    earliestAfter(
      now,
      plan.digests.map((digest) => nextSlot(plan, state, rhythmOf(digest.name, digest), now)),
    ),
};

/** Checklists that come again: told to their role each time. */
export const recurringTasks: Chore = {
  run: (draft) => {
    for (const [index, list] of draft.plan.recurring.entries()) {
      const rhythm = rhythmOf(`recurring-${String(index)}`, list);
      const slot = lastSlot(draft.plan, draft.state, rhythm, draft.now);
      if (slot === undefined) continue;
      draft.update({ notices: { ...draft.state.notices, [rhythm.key]: slot } });
      const role = list.by;
      if (role !== undefined)
        draft.effect({
          kind: 'message',
          about: 'task',
          to: { kind: 'role', role },
          by: ['slack'],
          say: `To be done: ${list.tasks.join(', ')}`,
        });
      draft.happened('task', `${list.every}: ${list.tasks.join(', ')}`);
    }
  },
  dueAt: (plan, state, now) =>
    earliestAfter(
      now,
      plan.recurring.map((list, index) =>
        nextSlot(plan, state, rhythmOf(`recurring-${String(index)}`, list), now),
      ),
    ),
};

function rhythmOf(
  name: string,
  source: {
    readonly every: Every;
    readonly during?: readonly string[];
    readonly first?: number;
    readonly windows?: true;
  },
): Rhythm {
  return {
    key: `rhythm/${name}`,
    every: source.every,
    ...(source.during ? { during: source.during } : {}),
    ...(source.first === undefined ? {} : { firstMs: source.first }),
    onlyInWindows: source.windows === true,
  };
}

function applies(plan: RolloutPlan, state: RolloutState, rhythm: Rhythm, at: Instant): boolean {
  if (state.control.mode === 'closed') return false;
  const phase = phaseAt(plan, state.control);
  if (
    state.control.mode === 'running' &&
    state.control.position.stage === 'entry' &&
    state.told[`entered/${phase.name}`] === undefined &&
    rhythm.during !== undefined
  )
    return false;
  if (rhythm.during && !rhythm.during.includes(phase.name)) return false;
  if (rhythm.firstMs !== undefined && at > state.times.phaseEnteredAt + rhythm.firstMs) return false;
  return (
    !rhythm.onlyInWindows ||
    (phase.windows.length > 0
      ? windowOpen(phase.windows, plan.timezone, at)
      : at - (state.times.lastRiseAt ?? 0) < 24 * HOUR)
  );
}

/** The newest slot that is over and was not served; late slots are not made up for one by one. */
function lastSlot(plan: RolloutPlan, state: RolloutState, rhythm: Rhythm, now: Instant): Instant | undefined {
  const slot = slotAtOrBefore(plan, rhythm.every, now);
  const served = state.notices[rhythm.key] ?? state.startedAt - 1;
  return slot > served && slot >= state.startedAt && applies(plan, state, rhythm, now) ? slot : undefined;
}

function nextSlot(plan: RolloutPlan, state: RolloutState, rhythm: Rhythm, now: Instant): Instant | undefined {
  const phase = phaseAt(plan, state.control);
  if (state.control.mode === 'closed' || (rhythm.during && !rhythm.during.includes(phase.name)))
    return undefined;
  if (rhythm.firstMs !== undefined && now > state.times.phaseEnteredAt + rhythm.firstMs) return undefined;
  const next = slotAfter(plan, rhythm.every, now);
  if (!rhythm.onlyInWindows || phase.windows.length === 0) return next;
  // A slot that came while every window was closed is served when one opens.
  const isOwed = slotAtOrBefore(plan, rhythm.every, now) > (state.notices[rhythm.key] ?? state.startedAt - 1);
  return nextOpening(phase.windows, plan.timezone, isOwed ? now : next);
}

function morningOf(plan: RolloutPlan, at: Instant): Instant {
  return resolveTime(
    { kind: 'date', date: localDate(at, plan.timezone), minute: MORNING_MINUTES },
    { zone: plan.timezone, startAt: at, phaseEnteredAt: at, notBefore: at },
  );
}

function isSlotDay(plan: RolloutPlan, every: Every, at: Instant): boolean {
  switch (every) {
    case 'hourly':
    case 'daily':
      return true;
    case 'weekly':
      return localWeekday(at, plan.timezone) === 'Monday';
    case 'monthly':
      return localDate(at, plan.timezone).endsWith('-01');
  }
}

function slotAtOrBefore(plan: RolloutPlan, every: Every, now: Instant): Instant {
  if (every === 'hourly') return Math.floor(now / HOUR) * HOUR;
  for (let back = 0; back <= 31; back += 1) {
    const morning = morningOf(plan, now - back * 24 * HOUR);
    if (morning <= now && isSlotDay(plan, every, morning)) return morning;
  }
  return -Infinity;
}

function slotAfter(plan: RolloutPlan, every: Every, now: Instant): Instant {
  if (every === 'hourly') return (Math.floor(now / HOUR) + 1) * HOUR;
  for (let ahead = 0; ahead <= 32; ahead += 1) {
    const morning = morningOf(plan, now + ahead * 24 * HOUR);
    if (morning > now && isSlotDay(plan, every, morning)) return morning;
  }
  return Infinity;
}
