import type { Peer } from '../../../../bench/judge/peers/peer.js';

/** Errors and requests of the canary and of control in one minute: x1, n1, x0, n0. */
export type Minute = readonly [x1: number, n1: number, x0: number, n0: number];

/** The minute, counted from 1, in which a peer first reverts; undefined if it does not. */
export function firstRevert(peer: Peer, minutes: readonly Minute[], baseRate = 0.01): number | undefined {
  const run = peer.start({ baseRate });
  const at = minutes.findIndex((minute) => run.minute(...minute));
  return at === -1 ? undefined : at + 1;
}

/** The same thing, a minute or a list of them, so many times. */
export function repeated<const T>(thing: T, times: number): readonly T[] {
  return Array.from({ length: times }, () => thing);
}
