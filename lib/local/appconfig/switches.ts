/** What AWS leaves open about AppConfig. Each reading is plausible; docs/appconfig-model.md says who claims what. */
export interface AppConfigSwitches {
  /** A monitor that is red when a deployment starts. */
  readonly alarmAlreadyRedAtStart: 'rollsBackAtOnce' | 'ignoredUntilItChanges' | 'refused';
  /** Whether INSUFFICIENT_DATA is as red as ALARM (one page of the user guide) or not red (three pages). */
  readonly insufficientDataRollsBack: boolean;
  /** StopDeployment without AllowRevert while the deployment bakes. */
  readonly plainStopWhileBaking: 'rolledBack' | 'badRequest';
  /** StopDeployment with AllowRevert for a completed deployment that is not the newest. */
  readonly revertAfterNewerDeployment: 'badRequest' | 'reverts';
  /** When the linear steps come: user guide table (a), UpdateDeploymentStrategy (b), GetDeployment example (c). */
  readonly linearTimeline: 'a' | 'b' | 'c';
  /** When the exponential steps come: at the end or at the beginning of equal intervals. */
  readonly exponentialSpacing: 'afterEachInterval' | 'beforeEachInterval';
  /** A hosted version whose label another version of different content has already. */
  readonly labelReuse: 'allowed' | 'refused';
}

const readings: { readonly [S in keyof AppConfigSwitches]: readonly AppConfigSwitches[S][] } = {
  alarmAlreadyRedAtStart: ['rollsBackAtOnce', 'ignoredUntilItChanges', 'refused'],
  insufficientDataRollsBack: [false, true],
  plainStopWhileBaking: ['rolledBack', 'badRequest'],
  revertAfterNewerDeployment: ['badRequest', 'reverts'],
  linearTimeline: ['a', 'b', 'c'],
  exponentialSpacing: ['afterEachInterval', 'beforeEachInterval'],
  labelReuse: ['allowed', 'refused'],
};

/** The least favourable reading of each: least protection by monitors, earliest exposure, most refusals. */
export const DEFAULT_SWITCHES: AppConfigSwitches = {
  alarmAlreadyRedAtStart: 'ignoredUntilItChanges',
  insufficientDataRollsBack: false,
  plainStopWhileBaking: 'badRequest',
  revertAfterNewerDeployment: 'reverts',
  linearTimeline: 'b',
  exponentialSpacing: 'beforeEachInterval',
  labelReuse: 'refused',
};

const everySwitch = Object.keys(readings) as readonly (keyof AppConfigSwitches)[];

/**
 * Every combination of readings, each once: 288 when all switches vary.
 * @param varying the switches to vary; the others keep their default.
 */
export function allSwitchCombinations(
  varying: readonly (keyof AppConfigSwitches)[] = everySwitch,
): readonly AppConfigSwitches[] {
  return varying.reduce<readonly AppConfigSwitches[]>(
    (combinations, name) =>
      combinations.flatMap((one) => readings[name].map((reading) => ({ ...one, [name]: reading }))),
    [DEFAULT_SWITCHES],
  );
}
