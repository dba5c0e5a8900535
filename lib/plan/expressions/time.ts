import { readInteger } from './amounts.js';
import type { Reader } from './reader.js';

export const WEEKDAYS = [
  'Monday',
  'Tuesday',
  'Wednesday',
  'Thursday',
  'Friday',
  'Saturday',
  'Sunday',
] as const;
export type Weekday = (typeof WEEKDAYS)[number];

/** The latest week of a plan and the latest day of a phase that can be said: ten years. */
export const LATEST_WEEK = 520;
const LATEST_DAY = 3650;

/** Minutes after local midnight, 0..1440. */
export type MinuteOfDay = number;

/** A moment on the plan's calendar. */
export type TimeExpression =
  /** `week 6 Monday 02:00`: weeks count from the plan's start; `Friday` alone is the next one. */
  | {
      readonly kind: 'weekday';
      readonly week?: number;
      readonly weekday?: Weekday;
      readonly minute?: MinuteOfDay;
    }
  /** `day 3`: the third day of the phase. */
  | { readonly kind: 'day'; readonly day: number; readonly minute?: MinuteOfDay }
  | { readonly kind: 'date'; readonly date: string; readonly minute?: MinuteOfDay };

/** A stretch of the week in which exposure may rise. */
export interface Window {
  readonly from?: Weekday;
  readonly to?: Weekday;
  readonly start: MinuteOfDay;
  /** Not later than `start` when the window crosses midnight. */
  readonly end: MinuteOfDay;
  readonly zone?: string;
  readonly text: string;
}

/** Reads `week 6 Monday`, `Friday 10:00`, `day 3` or `2026-12-07 02:00`. */
export function readTime(reader: Reader): TimeExpression {
  const date = readDate(reader);
  if (date !== undefined) return { kind: 'date', date, ...optional('minute', readClock(reader)) };
  if (reader.words('day')) {
    const at = reader.here();
    const day = reader.must(readInteger(reader));
    if (day < 1) reader.refuse(at, ['`day 1` and later'], 'the first day of a phase is day 1');
    if (day > LATEST_DAY)
      reader.refuse(at, [`at most \`day ${String(LATEST_DAY)}\``], 'say a date, or the week');
    return { kind: 'day', day, ...optional('minute', readClock(reader)) };
  }
  const week = reader.words('week') ? readWeek(reader) : undefined;
  const weekday = reader.oneOf(WEEKDAYS);
  const minute = readClock(reader);
  if (week === undefined && weekday === undefined && minute === undefined) reader.fail();
  return {
    kind: 'weekday',
    ...optional('week', week),
    ...optional('weekday', weekday),
    ...optional('minute', minute),
  };
}

/** A week of the plan, counted from 1. */
function readWeek(reader: Reader): number {
  const at = reader.here();
  const week = reader.must(readInteger(reader));
  if (week < 1) reader.refuse(at, ['`week 1` and later'], 'the first week of a plan is week 1');
  if (week > LATEST_WEEK) reader.refuse(at, [`at most \`week ${String(LATEST_WEEK)}\``], 'say a date');
  return week;
}

/** Reads `02:00-04:00`, `Monday..Thursday 09:00-17:00 Europe/Berlin`. */
export function readWindow(reader: Reader): Window {
  const from = reader.oneOf(WEEKDAYS);
  const to = from !== undefined && reader.symbol('..') ? reader.must(reader.oneOf(WEEKDAYS)) : from;
  const start = reader.must(readClock(reader));
  reader.must(reader.symbol('-') || undefined);
  const end = reader.must(readClock(reader));
  if (start === end) reader.refuse(0, ['two different times'], 'for the whole day say `00:00-24:00`');
  const at = reader.here();
  const zone = reader.match(
    /[A-Z][A-Za-z0-9_]*(?:\/[A-Za-z0-9_+-]+)*/u,
    'a time zone such as `UTC` or `Europe/Berlin`',
  )?.[0];
  if (zone !== undefined && zone !== 'UTC' && !zone.includes('/')) {
    reader.refuse(
      at,
      ['`UTC`', 'a zone such as `Europe/Berlin`'],
      `\`${zone}\` does not say when summer time applies`,
    );
  }
  return {
    ...optional('from', from),
    ...optional('to', to),
    start,
    end,
    ...optional('zone', zone),
    text: reader.said(),
  };
}

function readDate(reader: Reader): string | undefined {
  const start = reader.here();
  const found = reader.match(/(\d{4})-(\d{2})-(\d{2})/u, 'a date such as `2026-12-07`');
  if (!found) return undefined;
  const text = found[0];
  if (!isDate(text))
    reader.refuse(start, ['a day of the calendar, 2000-01-01 to 2199-12-31'], 'this day does not exist');
  return text;
}

/** Whether `text` is a day of the calendar, `YYYY-MM-DD`, in the 21st or 22nd century. */
export function isDate(text: string): boolean {
  if (!/^2[01]\d{2}-\d{2}-\d{2}$/u.test(text)) return false;
  const day = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
}

function readClock(reader: Reader): MinuteOfDay | undefined {
  const start = reader.here();
  const found = reader.match(/(\d\d):(\d\d)(?!\d)/u, 'a time of day such as `02:00`');
  if (!found) return undefined;
  const minute = Number(found[1]) * 60 + Number(found[2]);
  if (minute > 1440 || Number(found[2]) > 59) {
    reader.refuse(start, ['`00:00` to `24:00`'], 'this time of day does not exist');
  }
  return minute;
}

function optional<K extends string, V>(key: K, value: V | undefined): { readonly [P in K]?: V } {
  return value === undefined ? {} : ({ [key]: value } as { readonly [P in K]?: V });
}

/** Writes minutes after midnight as `02:00`. */
export function sayClock(minute: MinuteOfDay): string {
  return `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
}

/** Writes a time of the plan's calendar as it is written in a plan. */
export function sayTime(time: TimeExpression): string {
  const clock = time.minute === undefined ? [] : [sayClock(time.minute)];
  switch (time.kind) {
    case 'date':
      return [time.date, ...clock].join(' ');
    case 'day':
      return [`day ${String(time.day)}`, ...clock].join(' ');
    case 'weekday':
      return [
        ...(time.week === undefined ? [] : [`week ${String(time.week)}`]),
        ...(time.weekday === undefined ? [] : [time.weekday]),
        ...clock,
      ].join(' ');
  }
}
