import { zoneOffset } from '../../plan/zone-offset.js';
import type { Instant } from '../../runtime/ports.js';

const DAY = 86_400_000;

/** The first instant after `after` at which the clocks of a zone show so much after midnight. */
export function nextTimeOfDay(after: Instant, sinceMidnightMs: number, zone: string): Instant {
  const today = Math.floor((after + zoneOffset(after, zone)) / DAY);
  for (let day = today; ; day += 1) {
    const wall = day * DAY + sinceMidnightMs;
    const guess = wall - zoneOffset(wall, zone);
    const instant = wall - zoneOffset(guess, zone);
    if (instant > after) return instant;
  }
}
