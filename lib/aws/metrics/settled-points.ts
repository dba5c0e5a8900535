import type { DataPoints } from './get-metric-data.js';
import { queryKey, type Need } from './plan-calls.js';

/** Samples that come later than this after the end of a window are not looked for again. */
const SETTLED_MS = 5 * 60_000;
/** Enough for half an hour of hundred series; the oldest is forgotten first. */
const MOST_KEPT = 10_000;

/**
 * What was measured over windows that are one period long and over for five minutes. A trigger that must hold for
 * half an hour asks for thirty windows of a percentile every minute, twenty-nine of them as in the minute before, and each
 * is paid for. Kept as long as the process lives.
 */
export class SettledPoints {
  readonly #kept = new Map<string, DataPoints>();

  get(need: Need): DataPoints | undefined {
    return this.#kept.get(keyOf(need));
  }

  /** Keeps an answer that will not change any more. @param now when it was given */
  keep(need: Need, points: DataPoints, now: number): void {
    const { from, to, periodMs } = need.piece;
    if (points.kind === 'failed' || to - from !== periodMs || to > now - SETTLED_MS) return;
    this.#kept.set(keyOf(need), points);
    if (this.#kept.size <= MOST_KEPT) return;
    for (const oldest of this.#kept.keys()) {
      this.#kept.delete(oldest);
      return;
    }
  }
}

function keyOf(need: Need): string {
  return `${String(need.piece.from)} ${queryKey(need)}`;
}
