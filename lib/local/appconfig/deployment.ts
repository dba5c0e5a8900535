import type { DeploymentStrategy } from '../../contract/deployment-strategy.js';
import type { DeploymentState, DeploymentView, Instant } from '../../runtime/ports.js';
import { growthTimeline } from './growth.js';
import { firstRed, staleAtStart, stillStale, type MonitorReading, type StaleReds } from './monitors.js';
import type { AppConfigSwitches } from './switches.js';
import type { AppConfigTiming } from './timing.js';
import type { Version } from './versions.js';

/** What a deployment becomes by itself, and when. */
interface Due {
  readonly at: Instant;
  readonly state: DeploymentState;
  readonly percentage: number;
}

/** One deployment, in flight or ended. */
export interface Deployment {
  readonly number: number;
  readonly version: Version;
  /** What clients go back to; nothing before the first completed deployment. */
  readonly previous?: Version;
  readonly description: string;
  readonly state: DeploymentState;
  readonly percentage: number;
  readonly startedAt: Instant;
  /** Since when all clients are offered the outcome: 100 %, or the version before. */
  readonly settledAt?: Instant;
  readonly endedAt?: Instant;
  readonly endedBy?: DeploymentView['endedBy'];
  /** What will still happen unasked, in order. */
  readonly ahead: readonly Due[];
  /** Next reading of the monitors; infinity when nobody watches. */
  readonly nextReadingAt: Instant;
  readonly staleReds: StaleReds;
}

const MINUTE_MS = 60_000;
const NEVER = Number.POSITIVE_INFINITY;

/** A deployment at the moment of StartDeployment, with everything that lies ahead of it. */
export function startDeployment(
  start: Pick<Deployment, 'number' | 'version' | 'previous' | 'description' | 'startedAt'> & {
    readonly strategy: DeploymentStrategy;
    /** The monitors at this moment. */
    readonly readings: readonly MonitorReading[];
  },
  switches: AppConfigSwitches,
  timing: AppConfigTiming,
): Deployment {
  const { number, version, previous, description, startedAt, strategy, readings } = start;
  const origin = startedAt + timing.startMs;
  const spreadEnd = origin + strategy.spreadMinutes * MINUTE_MS;
  const steps = growthTimeline(strategy, switches).map(({ atMinutes, percentage }) => ({
    at: origin + Math.round(atMinutes * MINUTE_MS),
    state: 'deploying' as const,
    percentage,
  }));
  return {
    number,
    version,
    previous,
    description,
    state: 'deploying',
    percentage: 0,
    startedAt,
    ahead: [
      ...steps,
      ...(strategy.bakeMinutes > 0 ? [{ at: spreadEnd, state: 'baking' as const, percentage: 100 }] : []),
      { at: spreadEnd + strategy.bakeMinutes * MINUTE_MS, state: 'complete', percentage: 100 },
    ],
    nextReadingAt: readings.length > 0 ? startedAt + timing.monitorPollMs : NEVER,
    staleReds: switches.alarmAlreadyRedAtStart === 'ignoredUntilItChanges' ? staleAtStart(readings) : [],
  };
}

/** Whether it occupies the environment: no other deployment can start. */
export function isInFlight(deployment: Deployment): boolean {
  return deployment.ahead.length > 0;
}

/** When anything can happen to it unasked; infinity when it has ended. */
export function nextEventAt(deployment: Deployment): Instant {
  return Math.min(deployment.nextReadingAt, deployment.ahead[0]?.at ?? NEVER);
}

/** The next thing that lies ahead has happened. */
export function passNext(deployment: Deployment): Deployment {
  const [due, ...ahead] = deployment.ahead;
  if (due === undefined) return deployment;
  const settledAt = deployment.settledAt ?? (due.percentage === 100 ? due.at : undefined);
  const passed = { ...deployment, state: due.state, percentage: due.percentage, settledAt, ahead };
  return ahead.length > 0
    ? passed
    : { ...passed, endedAt: due.at, endedBy: deployment.endedBy ?? 'appconfig', nextReadingAt: NEVER };
}

/** AppConfig has read the monitors: the deployment goes on, or is rolled back. */
export function passReading(
  deployment: Deployment,
  readings: readonly MonitorReading[],
  timing: AppConfigTiming,
): Deployment {
  const at = deployment.nextReadingAt;
  if (firstRed(readings, deployment.staleReds)) return rollBack(deployment, at, 'alarm', timing.rollbackMs);
  return {
    ...deployment,
    nextReadingAt: at + timing.monitorPollMs,
    staleReds: stillStale(deployment.staleReds, readings),
  };
}

/** All clients are offered the previous version at once; the deployment ends a moment later. */
export function rollBack(
  deployment: Deployment,
  at: Instant,
  endedBy: NonNullable<Deployment['endedBy']>,
  rollbackMs: number,
): Deployment {
  return {
    ...deployment,
    state: 'rollingBack',
    percentage: 0,
    settledAt: at,
    endedBy,
    ahead: [{ at: at + rollbackMs, state: 'rolledBack', percentage: 0 }],
    nextReadingAt: NEVER,
  };
}

/** A completed deployment is undone on request. */
export function revert(deployment: Deployment, at: Instant): Deployment {
  return { ...deployment, state: 'reverted', percentage: 0, settledAt: at, endedAt: at, endedBy: 'user' };
}

export function viewOf(deployment: Deployment): DeploymentView {
  const { number, version, state, percentage, startedAt, endedAt, endedBy, description } = deployment;
  return {
    number,
    label: version.label,
    state,
    percentage,
    startedAt,
    ...(endedAt === undefined ? {} : { endedAt }),
    ...(endedBy === undefined ? {} : { endedBy }),
    description,
  };
}
