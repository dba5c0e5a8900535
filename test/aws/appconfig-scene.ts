import { AppConfigClient } from '@aws-sdk/client-appconfig';
import { AppConfigFlagLane, type AppConfigLaneOptions } from '../../lib/aws/appconfig-lane.js';
import { AT_ONCE, strategyKey, type DeploymentStrategy } from '../../lib/contract/deployment-strategy.js';
import { startAppConfigServer, type ServerOptions } from '../../lib/local/appconfig-server/start-server.js';
import { VirtualClock } from '../../lib/local/virtual-clock.js';
import { markedDocument } from '../contracts/flag-lane.contract.js';

const MONITOR = 'error-rate';
const WHERE = { applicationId: 'app0001', environmentId: 'env0001', profileId: 'pro0001' };
const RISE: DeploymentStrategy = { spreadMinutes: 10, growth: 'linear', growthFactor: 20, bakeMinutes: 10 };
const STRATEGIES = { atonce1: AT_ONCE, rise001: RISE };

const CREDENTIALS = { accessKeyId: 'test', secretAccessKey: 'test' };

/** The AppConfig server on a virtual clock, and our lane on it, with the SDK in between. */
export async function appConfigScene(
  options: Partial<ServerOptions> & {
    readonly attempts?: number;
    readonly lane?: Partial<AppConfigLaneOptions>;
  } = {},
) {
  const { attempts = 1, lane: laneOptions, ...serverOptions } = options;
  const clock = new VirtualClock(Date.UTC(2026, 11, 7));
  const called: string[] = [];
  const server = await startAppConfigServer({
    host: '127.0.0.1',
    clock,
    adoptUnknownIds: true,
    strategies: STRATEGIES,
    ...serverOptions,
    faults: (operation, call) => {
      called.push(operation);
      return serverOptions.faults?.(operation, call);
    },
  });
  await fetch(`${server.url}/phasegate/declare`, {
    method: 'POST',
    body: JSON.stringify({
      environments: [{ applicationId: WHERE.applicationId, id: WHERE.environmentId, monitors: [MONITOR] }],
    }),
  });
  let monitor = 'OK';
  server.setMonitor(MONITOR, 'OK');
  called.length = 0;
  const client = new AppConfigClient({
    endpoint: server.url,
    region: 'eu-west-1',
    credentials: CREDENTIALS,
    maxAttempts: attempts,
  });
  const newLane = (other: Partial<AppConfigLaneOptions> = {}) =>
    new AppConfigFlagLane({
      client,
      ...WHERE,
      strategies: Object.fromEntries(Object.entries(STRATEGIES).map(([id, one]) => [strategyKey(one), id])),
      monitorsAreOk: async () => (monitor === 'OK' ? undefined : `The alarm ${MONITOR} is in ${monitor}.`),
      ...laneOptions,
      ...other,
    });
  return {
    server,
    client,
    clock,
    /** Names of the operations that the server was asked for. */
    called,
    newLane,
    lane: newLane(),
    advance: async (minutes: number) => clock.advanceBy(minutes * 60_000),
    setMonitor: async (state: 'OK' | 'ALARM' | 'INSUFFICIENT_DATA') => {
      monitor = state;
      server.setMonitor(MONITOR, state);
    },
    close: async () => {
      client.destroy();
      await server.close();
    },
    where: {
      ApplicationId: WHERE.applicationId,
      EnvironmentId: WHERE.environmentId,
      ConfigurationProfileId: WHERE.profileId,
    },
  };
}

export type Scene = Awaited<ReturnType<typeof appConfigScene>>;

/** A request to deploy a document that is marked with its label, to everybody at once. */
export function requestOf(label: string, expectedLatest = 0, mark = label) {
  return {
    label,
    document: markedDocument(mark),
    description: `small: ${label}`,
    strategy: AT_ONCE,
    expectedLatest,
    rises: false,
  };
}

/** Deploys and waits until it is complete. */
export async function complete({ lane, advance }: Scene, label: string): Promise<number> {
  const answer = await lane.deploy(requestOf(label, (await lane.look()).latestNumber));
  if (answer.kind !== 'started') throw new Error(`${label} did not start: ${JSON.stringify(answer)}`);
  await advance(2);
  return answer.number;
}
