import { sayInstant } from '../plan/calendar.js';

/** An instant for people and programs. */
export interface Moment {
  /** ISO 8601, UTC. */
  readonly at: string;
  /** `Mon 2026-12-07`, on the plan's calendar. */
  readonly date: string;
  /** `02:00`, on the plan's calendar. */
  readonly time: string;
}

/** @param at milliseconds since the epoch */
export function momentOf(at: number, zone: string): Moment {
  const said = sayInstant(at, zone);
  return { at: new Date(at).toISOString(), date: said.slice(0, -6), time: said.slice(-5) };
}

/** `Mon 2026-12-07`, with the time unless it is midnight. */
export function sayMoment({ date, time }: Moment): string {
  return time === '00:00' ? date : `${date} ${time}`;
}
