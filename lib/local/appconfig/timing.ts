/** Durations that AWS does not publish, or leaves to the client; milliseconds. */
export interface AppConfigTiming {
  /** From StartDeployment until the growth timeline begins: a deployment of 0 minutes is not complete at once. */
  readonly startMs: number;
  /** How long a deployment stays in ROLLING_BACK. Clients are offered the previous version from its first moment. */
  readonly rollbackMs: number;
  /** How often AppConfig reads its monitors; their first reading is when the deployment starts. */
  readonly monitorPollMs: number;
  /** How often a client asks for the configuration: 45 s is the default of the AppConfig agent. */
  readonly clientPollMs: number;
}

const DEFAULT_TIMING: AppConfigTiming = {
  startMs: 5_000,
  rollbackMs: 60_000,
  monitorPollMs: 60_000,
  clientPollMs: 45_000,
};

/** @throws RangeError when a poll would come all the time, or a duration is negative. */
export function timingOf(given: Partial<AppConfigTiming> = {}): AppConfigTiming {
  const timing = { ...DEFAULT_TIMING, ...given };
  if (!(
    timing.monitorPollMs > 0 &&
    timing.clientPollMs > 0 &&
    timing.startMs >= 0 &&
    timing.rollbackMs >= 0
  )) {
    throw new RangeError(
      `polls take more than 0 ms, start and rollback 0 ms or more: got ${JSON.stringify(timing)}`,
    );
  }
  return timing;
}
