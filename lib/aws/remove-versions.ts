import {
  DeleteHostedConfigurationVersionCommand,
  ListHostedConfigurationVersionsCommand,
  type AppConfigClient,
} from '@aws-sdk/client-appconfig';
import { ServiceError } from './service-error.js';

/** AppConfig lists at most so many at once. */
const MOST_LISTED = 50;

/**
 * Removes every version of a profile: CloudFormation could not delete the profile otherwise. Applications whose copy
 * runs out serve the old behaviour, because their flags cannot be read any more.
 * @throws ServiceError when AppConfig refuses
 */
export async function removeVersions(
  client: AppConfigClient,
  { applicationId, profileId }: { readonly applicationId: string; readonly profileId: string },
): Promise<void> {
  const profile = { ApplicationId: applicationId, ConfigurationProfileId: profileId };
  for (;;) {
    const numbers = await listed(client, profile);
    if (numbers.length === 0) return;
    for (const VersionNumber of numbers) {
      try {
        await client.send(new DeleteHostedConfigurationVersionCommand({ ...profile, VersionNumber }));
      } catch (error) {
        throw new ServiceError('appconfig:DeleteHostedConfigurationVersion', error);
      }
    }
  }
}

async function listed(
  client: AppConfigClient,
  profile: { readonly ApplicationId: string; readonly ConfigurationProfileId: string },
): Promise<readonly number[]> {
  try {
    const { Items = [] } = await client.send(
      new ListHostedConfigurationVersionsCommand({ ...profile, MaxResults: MOST_LISTED }),
    );
    return Items.flatMap(({ VersionNumber }) => VersionNumber ?? []);
  } catch (error) {
    throw new ServiceError('appconfig:ListHostedConfigurationVersions', error);
  }
}
