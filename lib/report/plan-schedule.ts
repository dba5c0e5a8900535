import {
  localDate,
  nextOccurrence,
  nextOpening,
  planStart,
  resolveTime,
  weekStart,
} from '../plan/calendar.js';
import type { Gate, Phase, RolloutPlan, Step } from '../plan/rollout-plan.js';
import { longestLead } from '../rollout/notice-times.js';
import { exposes } from '../rollout/place.js';
import { phaseDue } from '../rollout/schedule.js';

const DAY = 86_400_000;

/** A step at the earliest moment that the plan allows, when every gate passes at once and people do not tarry. */
export interface ScheduledStep {
  readonly step: Step;
  readonly startsAt: number;
  /** When its exposure is complete. */
  readonly reachedAt: number;
  /** When its soak is over and its gate can pass. */
  readonly endsAt: number;
  /** The moment that its own `at` names, when the step comes a day or more after it. */
  readonly slippedFrom?: number;
}

export interface ScheduledPhase {
  readonly phase: Phase;
  readonly entersAt: number;
  readonly steps: readonly ScheduledStep[];
  /** When it can be left at the earliest. */
  readonly leavesAt: number;
  /** When it should be over; absent when the plan does not say. */
  readonly limitAt?: number;
}

/**
 * Lays a plan out on the calendar from `startAt` (local midnight of its first day) on: windows, freezes, required
 * notices, soaks and meetings included.
 */
export function planSchedule(plan: RolloutPlan, startAt: number): readonly ScheduledPhase[] {
  const phases: ScheduledPhase[] = [];
  let from = startAt;
  for (const phase of plan.phases) {
    const scheduled = schedulePhase(plan, phase, startAt, from);
    phases.push(scheduled);
    from = scheduled.leavesAt;
  }
  return phases;
}

function schedulePhase(plan: RolloutPlan, phase: Phase, startAt: number, from: number): ScheduledPhase {
  const due = Math.max(from, phaseDue(plan, startAt, phase));
  const entersAt = gateFrom(plan, phase.enter, { startAt, entersAt: due, from: due });
  const steps: ScheduledStep[] = [];
  let now = entersAt;
  let lastRise: number | undefined;
  for (const step of phase.steps) {
    const scheduled = scheduleStep(plan, phase, step, { startAt, entersAt, from: now, lastRise });
    steps.push(scheduled);
    now = scheduled.endsAt;
    if (exposes(step)) lastRise = scheduled.reachedAt;
  }
  const watched = lastRise === undefined ? 0 : lastRise + phase.watchMs;
  const leaveFrom = Math.max(now, entersAt + phase.minMs, watched);
  const limits = [
    ...(phase.weeks ? [weekStart(plan, startAt, phase.weeks.to + 1)] : []),
    ...(phase.maxMs === undefined ? [] : [entersAt + phase.maxMs]),
  ];
  return {
    phase,
    entersAt,
    steps,
    leavesAt: gateFrom(plan, phase.leave, { startAt, entersAt, from: leaveFrom, lastRise }),
    ...(limits.length === 0 ? {} : { limitAt: Math.min(...limits) }),
  };
}

interface Place {
  readonly startAt: number;
  readonly entersAt: number;
  /** Nothing happens earlier. */
  readonly from: number;
  readonly lastRise?: number | undefined;
}

function scheduleStep(plan: RolloutPlan, phase: Phase, step: Step, place: Place): ScheduledStep {
  const context = {
    zone: plan.timezone,
    startAt: place.startAt,
    phaseEnteredAt: place.entersAt,
    notBefore: place.from,
  };
  const due = step.at ? nextOccurrence(step.at, context) : place.from;
  const allowed = gateFrom(plan, step.enter, { ...place, from: due });
  const noticed = Math.max(
    0,
    ...step.notices
      .filter((notice) => notice.required === true)
      .map((notice) => place.startAt + longestLead(notice)),
  );
  const startsAt = exposes(step) ? riseFrom(plan, phase, Math.max(allowed, noticed)) : allowed;
  const reachedAt = exposes(step) ? startsAt + (step.spread?.overMs ?? 0) + step.bakeMs : startsAt;
  const lastRise = exposes(step) ? reachedAt : place.lastRise;
  const said = step.at ? resolveTime(step.at, { ...context, notBefore: place.entersAt }) : undefined;
  const slipped = said !== undefined && localDate(said, plan.timezone) < localDate(startsAt, plan.timezone);
  return {
    step,
    startsAt,
    reachedAt,
    endsAt: gateFrom(plan, step.go, { ...place, from: reachedAt + step.soakMs, lastRise }),
    ...(slipped ? { slippedFrom: said } : {}),
  };
}

/** The next moment in an open window and outside of every freeze. */
function riseFrom(plan: RolloutPlan, phase: Phase, from: number): number {
  let at = nextOpening(phase.windows, plan.timezone, from);
  for (let round = 0; round <= plan.freezes.length; round += 1) {
    const today = localDate(at, plan.timezone);
    const freeze = plan.freezes.find((one) => one.from <= today && today <= one.until);
    if (!freeze) return at;
    at = nextOpening(phase.windows, plan.timezone, dayAfter(plan, freeze.until));
  }
  return at;
}

/** Local midnight after a date. */
export function dayAfter(plan: RolloutPlan, date: string): number {
  const next = new Date(Date.parse(`${date}T00:00:00Z`) + DAY).toISOString().slice(0, 10);
  return planStart(plan, next);
}

/** When a gate can pass at the earliest: its meeting, and the times that its conditions ask to have passed. */
function gateFrom(plan: RolloutPlan, gate: Gate | undefined, place: Place): number {
  if (!gate) return place.from;
  const { startAt, entersAt, from, lastRise } = place;
  const meeting = gate.decide?.at
    ? resolveTime(gate.decide.at, { zone: plan.timezone, startAt, phaseEnteredAt: entersAt, notBefore: from })
    : from;
  const waits = gate.all.map((condition): number => {
    if (condition.kind === 'quiet') return entersAt + condition.ms;
    if (condition.kind !== 'elapsed') return from;
    return (condition.since === 'entry' ? entersAt : (lastRise ?? from)) + condition.ms;
  });
  return Math.max(from, meeting, ...waits);
}
