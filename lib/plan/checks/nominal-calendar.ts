import { planStart, resolveTime } from '../calendar.js';
import { isExposing, type Phase, type RolloutPlan, type Step } from '../rollout-plan.js';

const DAY = 86_400_000;
const WEEK = 7 * DAY;

/** A plan without a date is looked at as if it began on a Monday: weeks are meant that way. */
const SOME_MONDAY = '2024-01-01';

/** When the steps of a plan happen when nothing is late. All instants in UTC, where each day has 24 hours. */
export interface NominalCalendar {
  readonly startAt: number;
  readonly phases: readonly NominalPhase[];
}

export interface NominalPhase {
  readonly phase: Phase;
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
    earliest = laid.over;
  }
  return { startAt, phases };
}

function layOut(plan: RolloutPlan, phase: Phase, startAt: number, earliest: number): NominalPhase {
  const entry = phase.weeks ? startAt + (phase.weeks.from - 1) * WEEK : earliest;
  const steps: NominalStep[] = [];
  let from = entry;
  let lastRise: number | undefined;
  for (const step of phase.steps) {
    const said = saidInstant(plan, step, startAt, entry, from);
    const start = Math.max(from, said ?? from);
    const risen = start + (step.spread?.overMs ?? 0) + step.bakeMs;
    from = risen + step.soakMs;
    if (isExposing(step)) lastRise = risen;
    steps.push({ step, start, end: from, ...(said === undefined ? {} : { said }) });
  }
  const watched = lastRise === undefined ? entry : lastRise + phase.watchMs;
  const limits = [
    ...(phase.weeks ? [startAt + phase.weeks.to * WEEK] : []),
    ...(phase.maxMs === undefined ? [] : [entry + phase.maxMs]),
  ];
  return {
    phase,
    entry,
    over: Math.max(from, watched, entry + phase.minMs),
    ...(limits.length === 0 ? {} : { limit: Math.min(...limits) }),
    steps,
  };
}

function saidInstant(
  plan: RolloutPlan,
  step: Step,
  startAt: number,
  entry: number,
  notBefore: number,
): number | undefined {
  if (!step.at || (step.at.kind === 'date' && plan.starts === undefined)) return undefined;
  return resolveTime(step.at, { zone: 'UTC', startAt, phaseEnteredAt: entry, notBefore });
}

/** A nominal instant for people: the date when the plan has one, the week and day of the plan otherwise. */
export function sayNominal(plan: RolloutPlan, startAt: number, at: number): string {
  if (plan.starts !== undefined) return new Date(at).toISOString().slice(0, 10);
  const day = Math.floor((at - startAt) / DAY);
  return `day ${String((((day % 7) + 7) % 7) + 1)} of week ${String(Math.floor(day / 7) + 1)}`;
}
