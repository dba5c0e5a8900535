import type { Deployed, DeployedLane } from '../contract/deployed.js';
import type { FlagLane, Lane } from '../runtime/ports.js';
import { alarmsAreOk } from './alarm-monitors.js';
import { AppConfigFlagLane } from './appconfig-lane.js';
import type { Clients } from './clients.js';

/** Both lanes of every environment of a stack. */
export function deployedLanes(
  deployed: Deployed,
  { appconfig, cloudwatch }: Pick<Clients, 'appconfig' | 'cloudwatch'>,
): Readonly<Record<string, Readonly<Record<Lane, FlagLane>>>> {
  const { applicationId, profileId, strategies } = deployed;
  const lane = ({ environmentId, monitors }: DeployedLane): FlagLane =>
    new AppConfigFlagLane({
      client: appconfig,
      applicationId,
      environmentId,
      profileId,
      strategies,
      ...(monitors.length === 0 ? {} : { monitorsAreOk: () => alarmsAreOk(cloudwatch, monitors) }),
    });
  return Object.fromEntries(
    Object.entries(deployed.lanes).map(([name, { rise, brake }]) => [
      name,
      { rise: lane(rise), brake: lane(brake) },
    ]),
  );
}
