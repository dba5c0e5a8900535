import type { Instant, RolloutState } from '../state.js';

/** A drill that has said nothing for so long was broken off: no function of AWS lives longer. */
export const LONGEST_DRILL_MS = 15 * 60_000;

/** Whether a drill that was begun may still come to its end. */
export function isDrilling({ drill }: RolloutState, now: Instant): boolean {
  return drill?.running !== undefined && now < drill.running.at + LONGEST_DRILL_MS;
}

/** Whether a drill that was begun has not come to its end in time: it has failed, recorded or not. */
export function wasBrokenOff(state: RolloutState, now: Instant): boolean {
  return state.drill?.running !== undefined && !isDrilling(state, now);
}
