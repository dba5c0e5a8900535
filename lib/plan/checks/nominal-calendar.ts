import { planStart, resolveTime } from '../calendar.js';
import type { TimeExpression } from '../expressions/time.js';
import { isExposing, type Phase, type RolloutPlan, type Step } from '../rollout-plan.js';

const DAY = 86_400_000;
/** Milliseconds. */
export const WEEK = 7 * DAY;

/** A plan without a date is looked at as if it began on a Monday: weeks are meant that way. */
const SOME_MONDAY = '2024-01-01';

/** When the steps of a plan happen when nothing is late. All instants in UTC, where each day has 24 hours. */
export interface NominalCalendar {
  readonly startAt: number;
  readonly phases: readonly NominalPhase[];
}

export interface NominalPhase {
  readonly phase: Phase;
  /** The earliest moment that its own weeks or time allow. */
  readonly opens: number;
  /** When the phases above it can be over, at the earliest. */
  readonly free: number;
  /** When it is entered: when it is open and free; when that is behind its weeks, as if it were free in time. */
  readonly entry: number;
  /** When everything in it that takes time is over, at the earliest. */
  readonly over: number;
  /** When it should be over by its weeks or its greatest length. */
  readonly limit?: number;
  readonly steps: readonly NominalStep[];
}

export interface NominalStep {
  readonly step: Step;
  readonly start: number;
  readonly end: number;
  /** The instant that its own `at` means, where it can be told. */
  readonly said?: number;
}

/** Lays the plan out on its calendar, each step as early as it may be. */
export function nominalCalendar(plan: RolloutPlan): NominalCalendar {
  const startAt = planStart({ starts: plan.starts ?? SOME_MONDAY, timezone: 'UTC' });
  const phases: NominalPhase[] = [];
  let earliest = startAt;
  for (const phase of plan.phases) {
    const laid = layOut(plan, phase, startAt, earliest);
    phases.push(laid);
    // A phase that cannot keep its weeks is one mistake: those behind it are laid out as if it could.
    earliest = Math.max(laid.entry, Math.min(laid.over, laid.limit ?? Infinity));
  }
  return { startAt, phases };
}

function layOut(plan: RolloutPlan, phase: Phase, startAt: number, free: number): NominalPhase {
  const opens = opening(plan, phase, startAt);
  const weeksEnd = phase.weeks ? startAt + phase.weeks.to * WEEK : Infinity;
  const entry = free < weeksEnd ? Math.max(opens, free) : opens;
  const steps: NominalStep[] = [];
  let from = entry;
  let lastRise: number | undefined;
  for (const step of phase.steps) {
    const said = saidInstant(plan, step.at, startAt, entry, from);
    const start = Math.max(from, said ?? startAt + requiredLead(step));
    const risen = start + (step.spread?.overMs ?? 0) + step.bakeMs;
    from = risen + step.soakMs;
    if (isExposing(step)) lastRise = risen;
    steps.push({ step, start, end: from, ...(said === undefined ? {} : { said }) });
  }
  const watched = lastRise === undefined ? entry : lastRise + phase.watchMs;
  const limits = [
    ...(phase.weeks ? [weeksEnd] : []),
    ...(phase.maxMs === undefined ? [] : [entry + phase.maxMs]),
  ];
  return {
    phase,
    opens,
    free,
    entry,
    over: Math.max(from, watched, entry + phase.minMs),
    ...(limits.length === 0 ? {} : { limit: Math.min(...limits) }),
    steps,
  };
}

function opening(plan: RolloutPlan, phase: Phase, startAt: number): number {
  const week = phase.weeks ? startAt + (phase.weeks.from - 1) * WEEK : startAt;
  return Math.max(week, saidInstant(plan, phase.at, startAt, week, week) ?? week);
}

/** How long the longest required notice must have been out before the step; 0 when none is required. */
export function requiredLead(step: Step): number {
  return Math.max(
    0,
    ...step.notices.flatMap((notice) => (notice.required === true ? (notice.before ?? []) : [])),
  );
}

/** The instant that a time means, where it can be told. */
function saidInstant(
  plan: RolloutPlan,
  at: TimeExpression | undefined,
  startAt: number,
  entry: number,
  notBefore: number,
): number | undefined {
  if (!at || (at.kind === 'date' && plan.starts === undefined)) return undefined;
  return resolveTime(at, { zone: 'UTC', startAt, phaseEnteredAt: entry, notBefore });
}

/** A nominal instant for people: the date when the plan has one, the week and day of the plan otherwise. */
export function sayNominal(plan: RolloutPlan, startAt: number, at: number): string {
  if (plan.starts !== undefined) return new Date(at).toISOString().slice(0, 10);
  const day = Math.floor((at - startAt) / DAY);
  return `day ${String((((day % 7) + 7) % 7) + 1)} of week ${String(Math.floor(day / 7) + 1)}`;
}
