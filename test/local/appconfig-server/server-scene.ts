import {
  AppConfigClient,
  CreateHostedConfigurationVersionCommand,
  StartDeploymentCommand,
} from '@aws-sdk/client-appconfig';
import { AppConfigDataClient, StartConfigurationSessionCommand } from '@aws-sdk/client-appconfigdata';
import {
  startAppConfigServer,
  type ServerOptions,
} from '../../../lib/local/appconfig-server/start-server.js';
import { VirtualClock } from '../../../lib/local/virtual-clock.js';
import { AT_ONCE } from '../../../lib/contract/deployment-strategy.js';
import type { FlagDocument } from '../../../lib/flags/document.js';
import { markedDocument } from '../../contracts/flag-lane.contract.js';

export const START = Date.UTC(2026, 11, 7);
const RISE = { spreadMinutes: 10, growth: 'linear', growthFactor: 20, bakeMinutes: 10 } as const;

/** A server that takes any id, on a virtual clock, with a client for each of its planes. */
export async function serverScene(options: Partial<ServerOptions> = {}) {
  const clock = new VirtualClock(START);
  const server = await startAppConfigServer({
    host: '127.0.0.1',
    clock,
    adoptUnknownIds: true,
    strategies: { atonce1: AT_ONCE, rise001: RISE },
    ...options,
  });
  const config = {
    endpoint: server.url,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
  };
  const control = new AppConfigClient(config);
  const data = new AppConfigDataClient(config);
  const where = { ApplicationId: 'app0001', EnvironmentId: 'env0001', ConfigurationProfileId: 'pro0001' };
  return {
    server,
    clock,
    control,
    data,
    where,
    /** Stores a document and starts its deployment. */
    deploy: async (label: string, strategy = 'atonce1', document: FlagDocument = markedDocument(label)) => {
      const { VersionNumber } = await control.send(
        new CreateHostedConfigurationVersionCommand({
          ...where,
          ContentType: 'application/json',
          Content: new TextEncoder().encode(JSON.stringify(document)),
          VersionLabel: label,
        }),
      );
      return control.send(
        new StartDeploymentCommand({
          ...where,
          DeploymentStrategyId: strategy,
          ConfigurationVersion: String(VersionNumber),
        }),
      );
    },
    pass: (minutes: number) => {
      clock.advanceBy(minutes * 60_000);
    },
    /** The first token of a new session. */
    session: async (pollSeconds?: number) => {
      const { InitialConfigurationToken } = await data.send(
        new StartConfigurationSessionCommand({
          ApplicationIdentifier: where.ApplicationId,
          EnvironmentIdentifier: where.EnvironmentId,
          ConfigurationProfileIdentifier: where.ConfigurationProfileId,
          ...(pollSeconds === undefined ? {} : { RequiredMinimumPollIntervalInSeconds: pollSeconds }),
        }),
      );
      return InitialConfigurationToken;
    },
    close: async () => {
      control.destroy();
      data.destroy();
      await server.close();
    },
  };
}

export type ServerScene = Awaited<ReturnType<typeof serverScene>>;
