import {
  GetLatestConfigurationCommand,
  StartConfigurationSessionCommand,
  type AppConfigDataClient,
} from '@aws-sdk/client-appconfigdata';
import { laneAnswer } from '../../client/lane-answer.js';
import type { LaneRead } from '../../client/served.js';
import { drillAnswer } from '../../runtime/drill/drill-answer.js';
import { DRILL_FLAG } from '../../runtime/drill/drill-plan.js';
import type { FlagLane } from '../../runtime/ports.js';
import { ServiceError } from '../service-error.js';

export interface AskedLane {
  readonly data: AppConfigDataClient;
  readonly lane: FlagLane;
  readonly applicationId: string;
  readonly environmentId: string;
  readonly profileId: string;
}

/**
 * What a client of a lane is told that asks now for the first time: the data plane of AppConfig says which version it
 * hands out, and that version's document is evaluated as the agent does. The bytes themselves are not read: as soon as a
 * flag has variants, AppConfig hands out Amazon Ion, which is for its agent.
 * @throws ServiceError when AppConfig does not answer
 */
export async function askLane({
  data,
  lane,
  applicationId,
  environmentId,
  profileId,
}: AskedLane): Promise<LaneRead> {
  const label = await handedOut(data, {
    ApplicationIdentifier: applicationId,
    EnvironmentIdentifier: environmentId,
    ConfigurationProfileIdentifier: profileId,
  });
  if (label === undefined) return { ok: false, why: 'AppConfig hands out no version with a label' };
  const { served, incoming } = await lane.look();
  const version = [served, incoming].find((one) => one?.label === label);
  if (!version) return { ok: false, why: `AppConfig still hands out ${label}` };
  const { enabled, variant, attributes } = drillAnswer(version.document);
  const answer = laneAnswer(DRILL_FLAG, {
    enabled,
    ...(variant === undefined ? {} : { _variant: variant }),
    ...attributes,
  });
  return answer ? { ok: true, answer } : { ok: false, why: `${label} has no flag "${DRILL_FLAG}"` };
}

/** A session of its own for every question: the poll interval is that of the next question in the same session. */
async function handedOut(
  data: AppConfigDataClient,
  where: {
    readonly ApplicationIdentifier: string;
    readonly EnvironmentIdentifier: string;
    readonly ConfigurationProfileIdentifier: string;
  },
): Promise<string | undefined> {
  try {
    const { InitialConfigurationToken } = await data.send(new StartConfigurationSessionCommand(where));
    const { VersionLabel } = await data.send(
      new GetLatestConfigurationCommand({ ConfigurationToken: InitialConfigurationToken }),
    );
    return VersionLabel;
  } catch (error) {
    throw new ServiceError('appconfig:GetLatestConfiguration', error);
  }
}
