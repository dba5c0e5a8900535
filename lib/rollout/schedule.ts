import { nextOccurrence, nextOpening, resolveTime, weekStart } from '../plan/calendar.js';
import type { Phase, RolloutPlan, Step } from '../plan/rollout-plan.js';
import { exposes, phaseAt, stepAt } from './place.js';
import type { Instant, RolloutState } from './state.js';

/** The earliest moment at which the plan allows a phase to be entered. */
export function phaseDue(plan: RolloutPlan, startAt: Instant, phase: Phase): Instant {
  const week = phase.weeks ? weekStart(plan, startAt, phase.weeks.from) : startAt;
  if (!phase.at) return week;
  return Math.max(
    week,
    resolveTime(phase.at, { zone: plan.timezone, startAt, phaseEnteredAt: week, notBefore: week }),
  );
}

/** When the phase should be over; `undefined` when the plan does not say. */
export function phaseEnd(
  plan: RolloutPlan,
  state: Pick<RolloutState, 'startAt'>,
  phase: Phase,
  enteredAt: Instant,
): Instant | undefined {
  const ends = [
    ...(phase.weeks ? [weekStart(plan, state.startAt, phase.weeks.to + 1)] : []),
    ...(phase.maxMs === undefined ? [] : [enteredAt + phase.maxMs]),
  ];
  return ends.length === 0 ? undefined : Math.min(...ends);
}

/**
 * When a step that waits may go ahead, from `now` on: its own time (a weekday that has passed waits for the next one),
 * at the day in whose course `day N` of the phase falls.
 */
export function stepDue(plan: RolloutPlan, state: RolloutState, step: Step, now: Instant): Instant {
  if (!step.at) return now;
  const due = nextOccurrence(step.at, {
    zone: plan.timezone,
    startAt: state.startAt,
    phaseEnteredAt: state.times.phaseEnteredAt,
    notBefore: now,
  });
  return Math.max(due, now);
}

/**
 * When the step is meant to happen by the calendar, seen from `now`: what notices count back from. `Infinity` while
 * nobody can know.
 */
export function stepExpected(plan: RolloutPlan, state: RolloutState, step: Step, now: Instant): Instant {
  const phase = plan.phases[step.phase];
  if (!phase) return now;
  const { control } = state;
  const inside =
    control.mode === 'running' && control.position.stage !== 'entry' && control.position.phase === step.phase;
  const entered = inside ? state.times.phaseEnteredAt : entryExpected(plan, state, phase, now);
  if (entered === Infinity) return Infinity;
  const context = {
    zone: plan.timezone,
    startAt: state.startAt,
    phaseEnteredAt: entered,
    notBefore: Math.max(entered, now),
  };
  const due = step.at ? nextOccurrence(step.at, context) : Math.max(entered + lengthBefore(phase, step), now);
  return nextOpening(phase.windows, plan.timezone, due);
}

/**
 * When a phase is meant to be entered: by its own weeks or time, otherwise as soon as the phases before it can be over;
 * `Infinity` once they are late.
 */
function entryExpected(plan: RolloutPlan, state: RolloutState, phase: Phase, now: Instant): Instant {
  const due = phaseDue(plan, state.startAt, phase);
  const { control } = state;
  const before = plan.phases[phase.index - 1];
  if (
    phase.weeks ||
    phase.at ||
    !before ||
    control.mode !== 'running' ||
    phase.index <= control.position.phase
  )
    return due;
  const entered =
    before.index === control.position.phase && control.position.stage !== 'entry'
      ? state.times.phaseEnteredAt
      : entryExpected(plan, state, before, now);
  const over = entered === Infinity ? Infinity : overExpected(plan, state, before, entered);
  return over < now ? Infinity : Math.max(due, over);
}

/** When everything in a phase that takes time is over, at the earliest. */
function overExpected(plan: RolloutPlan, state: RolloutState, phase: Phase, entered: Instant): Instant {
  let at = entered;
  for (const step of phase.steps) {
    const start = step.at
      ? nextOccurrence(step.at, {
          zone: plan.timezone,
          startAt: state.startAt,
          phaseEnteredAt: entered,
          notBefore: at,
        })
      : at;
    at = Math.max(at, start) + step.soakMs + step.bakeMs + (step.spread?.overMs ?? 0);
  }
  return Math.max(at, entered + phase.minMs);
}

/** Time that the steps before this one take at least. */
function lengthBefore(phase: Phase, step: Step): number {
  return phase.steps
    .slice(0, step.index)
    .reduce((sum, one) => sum + one.soakMs + one.bakeMs + (one.spread?.overMs ?? 0), 0);
}

/** When the soak of the present step is over; `undefined` while its exposure is not complete. */
export function soakEnd(plan: RolloutPlan, state: RolloutState): Instant | undefined {
  const step = stepAt(plan, state.control);
  const reached = state.times.stepReachedAt;
  return step && reached !== undefined ? reached + step.soakMs : undefined;
}

/** The earliest moment at which the present phase may be left: its least length, and the watch over its last users. */
export function leaveDue(plan: RolloutPlan, state: RolloutState): Instant {
  const phase = phaseAt(plan, state.control);
  const watched = phase.watchMs > 0 ? (state.times.lastRiseAt ?? 0) + phase.watchMs : 0;
  return Math.max(state.times.phaseEnteredAt + phase.minMs, watched);
}

/** When the triggers are disarmed after the last phase; `undefined` = when somebody closes the rollout. */
export function disarmedAt(plan: RolloutPlan, state: RolloutState): Instant | undefined {
  const { completedAt } = state.times;
  if (completedAt === undefined) return undefined;
  if (plan.armed.forMs !== undefined) return completedAt + plan.armed.forMs;
  if (plan.armed.until) {
    const at = resolveTime(plan.armed.until, {
      zone: plan.timezone,
      startAt: state.startAt,
      phaseEnteredAt: state.times.phaseEnteredAt,
      notBefore: completedAt,
    });
    return Math.max(at, completedAt);
  }
  return undefined;
}

/** The steps that will still expose somebody, in order. */
export function stepsAhead(plan: RolloutPlan, state: RolloutState): readonly Step[] {
  const { control } = state;
  if (control.mode !== 'running') return [];
  const { position } = control;
  return plan.phases.slice(position.phase).flatMap((phase) =>
    phase.steps.filter((step) => {
      if (!exposes(step)) return false;
      if (phase.index > position.phase || position.stage === 'entry') return true;
      if (position.stage === 'leaving') return false;
      return position.stage === 'waiting' ? step.index >= position.step : step.index > position.step;
    }),
  );
}
