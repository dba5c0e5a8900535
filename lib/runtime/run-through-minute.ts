import type { Clock, Instant } from './ports.js';
import type { RunReport } from './controller.js';

const MINUTE = 60_000;
/** The rest of a minute in which no further run is begun: the next minute's schedule does it. */
const MARGIN = 5_000;

export interface MinuteOptions {
  readonly run: () => Promise<RunReport>;
  readonly clock: Clock;
  /** Waits until an instant. */
  readonly sleepUntil: (instant: Instant) => Promise<void>;
  /** How often the plan wants to be judged; milliseconds. */
  readonly everyMs: number;
}

/**
 * Runs the controller once, or again and again inside a minute when the plan wants to be judged more often than the
 * schedule can start us.
 * @returns the report of the last run
 */
export async function runThroughMinute({
  run,
  clock,
  sleepUntil,
  everyMs,
}: MinuteOptions): Promise<RunReport> {
  const end = clock.now() + MINUTE - MARGIN;
  let next = clock.now();
  for (;;) {
    const report = await run();
    if (everyMs >= MINUTE || report.state.control.mode === 'closed') return report;
    next = Math.max(next + everyMs, clock.now());
    if (next > end) return report;
    await sleepUntil(next);
  }
}
