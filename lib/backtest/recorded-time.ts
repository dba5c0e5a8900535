import type { Found } from './history-problem.js';

const SECONDS = /^\d{9,11}$/u;
const MILLISECONDS = /^\d{12,14}$/u;
const ISO = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)$/u;

/** A moment as recorded data writes it: milliseconds since the epoch, or what is wrong with it. */
export function timeIn(text: string): number | Found {
  const at = SECONDS.test(text)
    ? Number(text) * 1000
    : MILLISECONDS.test(text)
      ? Number(text)
      : ISO.test(text)
        ? Date.parse(text.replace(' ', 'T'))
        : NaN;
  if (isPlausible(at) && isOnCalendar(text)) return at;
  return {
    column: 'time',
    found: text === '' ? 'no time' : `\`${text}\``,
    allowed: 'a time with its zone such as 2026-12-07T10:00:00Z, or seconds or milliseconds since 1970',
    advice: 'write the time so; a time without a zone could be any of 24',
  };
}

/** Metrics were not recorded in other centuries: a number of other digits is a date without dashes. */
function isPlausible(at: number): boolean {
  return at >= Date.UTC(2000, 0) && at < Date.UTC(2100, 0);
}

/** `Date.parse` takes 30 February for 2 March. */
function isOnCalendar(text: string): boolean {
  const [, year, month, day] = /^(\d{4})-(\d\d)-(\d\d)/u.exec(text) ?? [];
  if (year === undefined) return true;
  return Number(day) <= new Date(Date.UTC(Number(year), Number(month), 0)).getUTCDate();
}
