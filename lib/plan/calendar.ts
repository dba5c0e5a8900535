import { WEEKDAYS, type TimeExpression, type Weekday, type Window } from './expressions/time.js';
import type { RolloutPlan } from './rollout-plan.js';
import { zoneOffset } from './zone-offset.js';

const MINUTE = 60_000;
const DAY = 86_400_000;

/** Days since 1970-01-01 on the calendar of a zone. */
type LocalDay = number;

/** What the calendar times of a plan are relative to; instants in milliseconds since the epoch. */
export interface TimeContext {
  /** UTC or a name of the IANA database. */
  readonly zone: string;
  /** Local midnight of the first day of week 1. */
  readonly startAt: number;
  /** When the phase was entered: `day 1` is this day. */
  readonly phaseEnteredAt: number;
  /** A weekday without a week is the first one from here on. */
  readonly notBefore: number;
}

/**
 * Local midnight of the plan's first day.
 * @param startsOn a date, YYYY-MM-DD, that takes precedence over the plan's own
 * @throws when neither the plan nor the caller says a date
 */
export function planStart(plan: Pick<RolloutPlan, 'starts' | 'timezone'>, startsOn = plan.starts): number {
  if (startsOn === undefined) throw new Error('a plan without `starts` needs a date to start on');
  return instantOf(dayOfDate(startsOn), 0, plan.timezone);
}

/** Local midnight at which week `week` (counted from 1) of a rollout that starts at `startAt` begins. */
export function weekStart(plan: Pick<RolloutPlan, 'timezone'>, startAt: number, week: number): number {
  return instantOf(localDay(startAt, plan.timezone) + 7 * (week - 1), 0, plan.timezone);
}

/**
 * The instant that a time of the plan means, whether or not it has passed: a date; `day N` of the phase; the weekday
 * of a week of the plan (its first day when only the week is said); the first such weekday from `notBefore` on; a
 * clock time alone on the day of `notBefore`. Without a clock time it is the beginning of the day.
 */
export function resolveTime(time: TimeExpression, context: TimeContext): number {
  return instantOf(dayOf(time, context), time.minute ?? 0, context.zone);
}

/**
 * The instant, not before `notBefore`, at which what waits for `time` goes ahead. A weekday that is over is waited
 * for again, a week or more later; while it lasts it still counts. Times without a weekday never wait again.
 */
export function nextOccurrence(time: TimeExpression, context: TimeContext): number {
  const day = dayOf(time, context);
  const today = localDay(context.notBefore, context.zone);
  const bound = time.kind === 'weekday' && time.weekday !== undefined;
  const chosen = bound && day < today ? firstWeekday(weekdayOf(day), today) : day;
  return Math.max(instantOf(chosen, time.minute ?? 0, context.zone), context.notBefore);
}

/** Whether exposure may rise at `at`; always when there is no window. `zone` is that of windows without their own. */
export function windowOpen(windows: readonly Window[], zone: string, at: number): boolean {
  if (windows.length === 0) return true;
  return windows.some((window) => {
    const today = localDay(at, window.zone ?? zone);
    return [today - 1, today].some((day) => {
      const stretch = stretchOn(window, day, window.zone ?? zone);
      return stretch !== undefined && stretch.from <= at && at < stretch.until;
    });
  });
}

/**
 * The first instant from `at` on at which a window is open: `at` itself when one is. `Infinity` when none ever opens,
 * which only windows inside an hour that summer time skips could do within the fortnight that is looked at.
 */
export function nextOpening(windows: readonly Window[], zone: string, at: number): number {
  if (windowOpen(windows, zone, at)) return at;
  return Math.min(
    ...windows.map((window) => {
      const today = localDay(at, window.zone ?? zone);
      for (let day = today; day <= today + 14; day += 1) {
        const stretch = stretchOn(window, day, window.zone ?? zone);
        if (stretch !== undefined && stretch.from >= at) return stretch.from;
      }
      return Infinity;
    }),
  );
}

/** The calendar day at `at`, YYYY-MM-DD. */
export function localDate(at: number, zone: string): string {
  return new Date(localDay(at, zone) * DAY).toISOString().slice(0, 10);
}

/** An instant for people: `Mon 2026-12-07 02:00`. */
export function sayInstant(at: number, zone: string): string {
  const wall = new Date(at + zoneOffset(at, zone)).toISOString();
  return `${weekdayOf(localDay(at, zone)).slice(0, 3)} ${wall.slice(0, 10)} ${wall.slice(11, 16)}`;
}

/** The weekday at `at`. */
export function localWeekday(at: number, zone: string): Weekday {
  return weekdayOf(localDay(at, zone));
}

function dayOf(time: TimeExpression, context: TimeContext): LocalDay {
  switch (time.kind) {
    case 'date':
      return dayOfDate(time.date);
    case 'day':
      return localDay(context.phaseEnteredAt, context.zone) + time.day - 1;
    case 'weekday': {
      const from =
        time.week === undefined
          ? localDay(context.notBefore, context.zone)
          : localDay(context.startAt, context.zone) + 7 * (time.week - 1);
      return time.weekday === undefined ? from : firstWeekday(time.weekday, from);
    }
  }
}

/** The stretch that a window which begins on `day` is open; a change of the clock never tears it in two. */
function stretchOn(
  window: Window,
  day: LocalDay,
  zone: string,
): { readonly from: number; readonly until: number } | undefined {
  if (!onWeekday(window, day)) return undefined;
  const from = instantOf(day, window.start, zone);
  const until = instantOf(window.end > window.start ? day : day + 1, window.end, zone);
  return from < until ? { from, until } : undefined;
}

function onWeekday(window: Window, day: LocalDay): boolean {
  if (window.from === undefined) return true;
  const from = WEEKDAYS.indexOf(window.from);
  const days = (WEEKDAYS.indexOf(window.to ?? window.from) - from + 7) % 7;
  return (WEEKDAYS.indexOf(weekdayOf(day)) - from + 7) % 7 <= days;
}

function firstWeekday(weekday: Weekday, from: LocalDay): LocalDay {
  return from + ((WEEKDAYS.indexOf(weekday) - WEEKDAYS.indexOf(weekdayOf(from)) + 7) % 7);
}

function weekdayOf(day: LocalDay): Weekday {
  // The first day of the epoch was a Thursday.
  return WEEKDAYS[(((day + 3) % 7) + 7) % 7] ?? 'Monday';
}

function dayOfDate(date: string): LocalDay {
  return Date.parse(`${date}T00:00:00Z`) / DAY;
}

function localDay(at: number, zone: string): LocalDay {
  return Math.floor((at + zoneOffset(at, zone)) / DAY);
}

/** The first instant at which the clock of `zone` reads this minute of this day or, where it skips that, a later one. */
function instantOf(day: LocalDay, minute: number, zone: string): number {
  const wall = day * DAY + minute * MINUTE;
  if (zone === 'UTC') return wall;
  const earlier = wall - zoneOffset(wall - DAY, zone);
  const later = wall - zoneOffset(wall + DAY, zone);
  const hits = [earlier, later].filter((at) => at + zoneOffset(at, zone) === wall);
  if (hits.length > 0) return Math.min(...hits);
  let before = Math.min(earlier, later) / MINUTE;
  let after = Math.max(earlier, later) / MINUTE;
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (middle * MINUTE + zoneOffset(middle * MINUTE, zone) < wall) before = middle;
    else after = middle;
  }
  return after * MINUTE;
}
