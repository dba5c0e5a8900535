import type { FlagLane, Instant, LaneAnswer } from '../../runtime/ports.js';
import { isInFlight, type Deployment } from './deployment.js';
import type { AppConfigSwitches } from './switches.js';

export type StopRequest = Parameters<FlagLane['stop']>[0];
type LaneDeployRequest = Parameters<FlagLane['deploy']>[0];
/** Without `expectedLatest` there is no optimistic lock, as with AppConfig, which knows nothing of rises either. */
export type DeployRequest = Omit<LaneDeployRequest, 'expectedLatest' | 'rises'> &
  Partial<Pick<LaneDeployRequest, 'expectedLatest'>>;

/** A completed deployment can be reverted for so long. */
const REVERT_LIMIT_MS = 72 * 3_600_000;

type Rejection = Extract<LaneAnswer, { kind: 'rejected' }>;

/** Why no deployment can start now, or nothing: StartDeployment's 409. */
export function startConflict(
  latest: Deployment | undefined,
  expectedLatest: number | undefined,
): string | undefined {
  const latestNumber = latest?.number ?? 0;
  if (latest && isInFlight(latest)) {
    return `deployment ${latestNumber} is ${latest.state}, and an environment takes one at a time`;
  }
  if (expectedLatest === undefined || expectedLatest === latestNumber) return undefined;
  return `the newest deployment is ${latestNumber}, not ${expectedLatest}: look again`;
}

/** What StopDeployment does to a deployment of an environment whose newest one is `latest`. */
export function decideStop(
  stop: {
    readonly deployment: Deployment;
    readonly latest: Deployment;
    readonly allowRevert: boolean;
    readonly now: Instant;
  },
  switches: Pick<AppConfigSwitches, 'plainStopWhileBaking' | 'revertAfterNewerDeployment'>,
): { readonly kind: 'rollBack' } | { readonly kind: 'revert' } | Rejection {
  const { deployment, latest, allowRevert, now } = stop;
  const { number, state, endedAt = now } = deployment;
  switch (state) {
    case 'deploying':
      return { kind: 'rollBack' };
    case 'baking':
      return allowRevert || switches.plainStopWhileBaking === 'rolledBack'
        ? { kind: 'rollBack' }
        : rejected(`deployment ${number} is baking: stop it with allowRevert`);
    case 'complete':
      if (!allowRevert)
        return rejected(`deployment ${number} is complete: stop it with allowRevert to undo it`);
      if (isInFlight(latest)) return rejected(`deployment ${latest.number} is in flight: stop that one`);
      if (deployment !== latest && switches.revertAfterNewerDeployment === 'badRequest') {
        return rejected(`deployment ${number} is not the newest: deploy the version that should be served`);
      }
      return now - endedAt < REVERT_LIMIT_MS
        ? { kind: 'revert' }
        : rejected(
            `deployment ${number} completed 72 hours ago or more: deploy the version that should be served`,
          );
    case 'rollingBack':
    case 'rolledBack':
    case 'reverted':
      return rejected(`deployment ${number} is ${state}: there is nothing to stop`);
  }
}

export function rejected(reason: string): Rejection {
  return { kind: 'rejected', reason };
}
