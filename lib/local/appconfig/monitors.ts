import type { Instant } from '../../runtime/ports.js';
import type { AppConfigSwitches } from './switches.js';

/** State of a CloudWatch alarm. */
export type MonitorState = 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';

/** A CloudWatch alarm that an environment watches while a deployment is in flight. */
export interface Monitor {
  readonly name: string;
  /** The alarm's state at `now`, which may lie before the instant to which the model is being advanced. */
  state(now: Instant): MonitorState;
  /** An alarm whose actions are disabled never rolls a deployment back. @default always enabled */
  actionsEnabled?(now: Instant): boolean;
}

/** What AppConfig sees when it reads one monitor. */
export interface MonitorReading {
  readonly name: string;
  readonly state: MonitorState;
  /** Whether this state rolls a deployment back, if the alarm's actions are enabled. */
  readonly red: boolean;
  readonly actionsEnabled: boolean;
}

/** AppConfig takes at most so many monitors per environment. */
const MAX_MONITORS = 5;

/** The monitors of one environment, as AppConfig reads them. */
export class MonitorPanel {
  readonly #monitors: readonly Monitor[];
  readonly #insufficientDataIsRed: boolean;

  /** @throws when there are more than five. */
  constructor(monitors: readonly Monitor[], switches: Pick<AppConfigSwitches, 'insufficientDataRollsBack'>) {
    if (monitors.length > MAX_MONITORS) {
      throw new Error(
        `${monitors.length} monitors, but AppConfig allows ${MAX_MONITORS} per environment: combine some in a composite alarm`,
      );
    }
    this.#monitors = monitors;
    this.#insufficientDataIsRed = switches.insufficientDataRollsBack;
  }

  /** Every monitor, in order. */
  read(now: Instant): readonly MonitorReading[] {
    return this.#monitors.map((monitor) => {
      const state = monitor.state(now);
      return {
        name: monitor.name,
        state,
        red: state === 'ALARM' || (state === 'INSUFFICIENT_DATA' && this.#insufficientDataIsRed),
        actionsEnabled: monitor.actionsEnabled?.(now) ?? true,
      };
    });
  }
}

/** Per monitor, the red state that it has had ever since a deployment started and that is ignored therefore. */
export type StaleReds = readonly (MonitorState | undefined)[];

/** The first monitor that rolls a deployment back. */
export function firstRed(
  readings: readonly MonitorReading[],
  stale: StaleReds = [],
): MonitorReading | undefined {
  return readings.find(
    (reading, index) => reading.red && reading.actionsEnabled && reading.state !== stale[index],
  );
}

/** The first monitor that is disabled or anything but OK, as a clause for people. */
export function whyNotOk(readings: readonly MonitorReading[]): string | undefined {
  const wrong = readings.find(({ state, actionsEnabled }) => state !== 'OK' || !actionsEnabled);
  return wrong && `the monitor ${wrong.name} is ${wrong.state === 'OK' ? 'disabled' : `in ${wrong.state}`}`;
}

/** What is red when a deployment starts. */
export function staleAtStart(readings: readonly MonitorReading[]): StaleReds {
  return readings.map(({ red, state }) => (red ? state : undefined));
}

/** What is still as red as it was: a monitor that has changed once counts again for good. */
export function stillStale(stale: StaleReds, readings: readonly MonitorReading[]): StaleReds {
  return stale.map((state, index) => (state === readings[index]?.state ? state : undefined));
}
