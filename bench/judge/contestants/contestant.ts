import type { Peer, PeerRun } from '../peers/peer.js';

/** A peer's procedure, or ours, in the same races. */
export interface Contestant extends Peer {
  start(setting: Parameters<Peer['start']>[0]): ContestantRun;
}

export interface ContestantRun extends PeerRun {
  /** Takes one minute in before the first exposure, when both cohorts are served the same. */
  calm?(x1: number, n1: number, x0: number, n0: number): void;
}
