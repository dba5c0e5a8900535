import type { Stretch } from '../../judge/claim-query.js';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Data points of one period that lie next to each other. Milliseconds; `from` is the time stamp of the first. */
export interface Piece {
  readonly from: number;
  readonly to: number;
  readonly periodMs: number;
}

/**
 * How fine CloudWatch still knows a moment: periods under a minute for 3 h, minutes for 15 d, 5 minutes for 63 d, hours
 * for 455 d. An hour is kept back, because it takes a while until an answer is asked for.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_concepts.html
 */
function grainOf(age: number, finestMs: number): number {
  if (age < 2 * HOUR) return finestMs;
  if (age < 15 * DAY - HOUR) return Math.max(MINUTE, finestMs);
  return age < 63 * DAY - HOUR ? 5 * MINUTE : HOUR;
}

/** Up to this length a window is asked for in one piece. */
const SHORT_MS = 3 * HOUR;

/**
 * The pieces of a window whose parts can be put together: hours, and finer ones at its ends. What lies before the first
 * whole grain is left out, as what happened before `from` has no business in the window.
 * @param finestMs the shortest period that is published
 */
export function joinedPieces(window: Stretch, now: number, finestMs: number): readonly Piece[] {
  const grain = grainOf(now - window.from, finestMs);
  const from = ceil(window.from, grain);
  if (window.to - from <= SHORT_MS) return pieces({ from, to: floor(window.to, grain), periodMs: grain });
  const firstHour = ceil(from, HOUR);
  const lastHour = floor(window.to, HOUR);
  const last = grainOf(now - lastHour, finestMs);
  return pieces(
    { from, to: firstHour, periodMs: grain },
    { from: firstHour, to: lastHour, periodMs: HOUR },
    { from: lastHour, to: floor(window.to, last), periodMs: last },
  );
}

const SHORTEST_PERIODS: readonly number[] = [1, 5, 10, 20, 30].map((seconds) => seconds * SECOND);

/**
 * The pieces of a window whose parts cannot be put together: one data point as long as the window. A period has a day at
 * most; longer windows are days and a rest.
 */
export function wholePieces(window: Stretch, now: number, finestMs: number): readonly Piece[] {
  const finest = SHORTEST_PERIODS.includes(window.to - window.from) ? finestMs : MINUTE;
  const grain = grainOf(now - window.from, finest);
  const from = ceil(window.from, grain);
  const to = floor(window.to, grain);
  const days = from + floor(Math.max(0, to - from), DAY);
  return pieces({ from, to: days, periodMs: DAY }, { from: days, to, periodMs: to - days });
}

function pieces(...all: readonly Piece[]): readonly Piece[] {
  return all.filter(({ from, to }) => from < to);
}

function floor(value: number, unit: number): number {
  return Math.floor(value / unit) * unit;
}

function ceil(value: number, unit: number): number {
  return Math.ceil(value / unit) * unit;
}
