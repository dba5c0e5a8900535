/** What a peer is told of the service before the rollout starts. */
export interface PeerSetting {
  /** The usual share of requests that fail, 0 to 1. Peers with a fixed threshold or a prior derive it from this. */
  readonly baseRate: number;
}

/** One rollout as a peer watches it. It keeps what the peer remembers between minutes. */
export interface PeerRun {
  /**
   * Takes one minute in.
   * @param x1 errors of the canary
   * @param n1 requests of the canary
   * @param x0 errors of control
   * @param n0 requests of control
   * @returns whether the peer reverts now
   */
  minute(x1: number, n1: number, x0: number, n0: number): boolean;
}

/** A decision procedure that others have published, as it decides from counts per one-minute period. */
export interface Peer {
  readonly name: string;
  /** Where the procedure is published: repository, file and commit, or paper. */
  readonly source: string;
  /** The minutes between two looks at the data, for display. */
  readonly everyMinutes: number;
  start(setting: PeerSetting): PeerRun;
}
