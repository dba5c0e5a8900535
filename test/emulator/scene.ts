import { AppConfigClient } from '@aws-sdk/client-appconfig';
import {
  AppConfigDataClient,
  GetLatestConfigurationCommand,
  StartConfigurationSessionCommand,
} from '@aws-sdk/client-appconfigdata';
import {
  CloudFormationClient,
  DescribeStackEventsCommand,
  DescribeStacksCommand,
  ListStackResourcesCommand,
  type StackResourceSummary,
} from '@aws-sdk/client-cloudformation';
import { CloudWatchClient, DescribeAlarmsCommand, SetAlarmStateCommand } from '@aws-sdk/client-cloudwatch';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { createFlags, type Served } from '../../lib/client/index.js';
import { DynamoStore } from '../../lib/aws/dynamo-store.js';
import { RolloutTable } from '../../lib/aws/dynamo/rollout-table.js';
import { startAppConfigServer, type AppConfigServer } from '../../lib/local/appconfig-server/start-server.js';
import type { RolloutState } from '../../lib/rollout/state.js';
import { cdk, phasegate, run, type CommandAnswer } from './commands.js';
import { mirrorAppConfig } from './mirror.js';
import { startEmulator } from './ministack/start.js';

/** Sixty of the model's minutes pass in one of ours. */
const SPEED = 60;
const REGION = process.env['AWS_REGION'] ?? 'us-east-1';

/** What the run is carried out on. `PHASEGATE_E2E=aws` takes the account and the agent that the environment names. */
export type Ground = 'emulator' | 'aws';
export const GROUND: Ground = process.env['PHASEGATE_E2E'] === 'aws' ? 'aws' : 'emulator';

/** Everything that the steps of the run share. */
export interface Scene {
  readonly cloudformation: CloudFormationClient;
  readonly cloudwatch: CloudWatchClient;
  readonly appconfig: AppConfigClient;
  readonly lambda: LambdaClient;
  /** Endpoints and credentials for commands that are started. */
  readonly env: NodeJS.ProcessEnv;
  /** The timed AppConfig model; nothing on AWS. */
  readonly model: AppConfigServer | undefined;
  cdk(...args: readonly string[]): Promise<CommandAnswer>;
  phasegate(...args: readonly string[]): Promise<CommandAnswer>;
  /** Runs any other command. Not in one go: our AppConfig model answers from this process. */
  run(command: string, args: readonly string[]): Promise<CommandAnswer>;
  outputs(rollout: string): Promise<Readonly<Record<string, string>>>;
  resources(rollout: string): Promise<readonly StackResourceSummary[]>;
  state(rollout: string): Promise<RolloutState | undefined>;
  store(rollout: string): Promise<DynamoStore>;
  /** The bytes that the data plane hands out, by the name of an AppConfig environment. */
  served(rollout: string, environment: string): Promise<string>;
  /** What a user gets of the flag, through both lanes and the agent. */
  ask(rollout: string, user: string): Promise<Served>;
  setAlarms(rollout: string, state: 'OK' | 'ALARM', only?: string): Promise<void>;
  /** Whether a stack is being deleted, and then what could not be. */
  failures(rollout: string): Promise<'in progress' | readonly string[]>;
  /** What happened to a rollout, for whoever has to find out why. */
  story(rollout: string): Promise<string>;
  close(): Promise<void>;
}

/** Starts what the run needs. @throws when it cannot be started, with what to install */
export async function openScene(): Promise<Scene> {
  const emulator = GROUND === 'emulator' ? await startEmulator() : undefined;
  const model = emulator
    ? await startAppConfigServer({ host: '127.0.0.1', speed: SPEED, agentPort: 0 })
    : undefined;
  const env: NodeJS.ProcessEnv =
    emulator && model
      ? {
          AWS_ACCESS_KEY_ID: 'test',
          AWS_SECRET_ACCESS_KEY: 'test',
          AWS_REGION: REGION,
          AWS_DEFAULT_REGION: REGION,
          AWS_EC2_METADATA_DISABLED: 'true',
          AWS_ENDPOINT_URL: emulator.endpoint,
          PHASEGATE_E2E_AWS_ENDPOINT_URL_APPCONFIG: model.url,
          PHASEGATE_E2E_AWS_ENDPOINT_URL_APPCONFIGDATA: model.url,
          PHASEGATE_E2E_AWS_ENDPOINT_URL_STS: emulator.endpoint,
        }
      : {};
  const client = {
    region: REGION,
    ...(emulator
      ? { endpoint: emulator.endpoint, credentials: { accessKeyId: 'test', secretAccessKey: 'test' } }
      : {}),
  };
  const mirror =
    emulator && model ? mirrorAppConfig({ ...client, endpoint: emulator.endpoint }, model.url) : undefined;
  const cloudformation = new CloudFormationClient(client);
  const cloudwatch = new CloudWatchClient(client);
  const appconfig = new AppConfigClient({ ...client, ...(model ? { endpoint: model.url } : {}) });
  const data = new AppConfigDataClient({ ...client, ...(model ? { endpoint: model.url } : {}) });
  const dynamo = new DynamoDBClient(client);
  const lambda = new LambdaClient(client);
  const agent = model?.agentUrl ?? process.env['PHASEGATE_AGENT'] ?? 'http://localhost:2772';

  const resources = async (rollout: string): Promise<readonly StackResourceSummary[]> => {
    const found: StackResourceSummary[] = [];
    let NextToken: string | undefined;
    do {
      const page = await cloudformation.send(
        new ListStackResourcesCommand({
          StackName: `phasegate-${rollout}`,
          ...(NextToken ? { NextToken } : {}),
        }),
      );
      found.push(...(page.StackResourceSummaries ?? []));
      NextToken = page.NextToken;
    } while (NextToken !== undefined);
    return found;
  };
  const store = async (rollout: string): Promise<DynamoStore> => {
    const table = (await resources(rollout)).find(
      ({ ResourceType }) => ResourceType === 'AWS::DynamoDB::Table',
    );
    if (table?.PhysicalResourceId === undefined) throw new Error(`the stack of ${rollout} has no table`);
    return new DynamoStore({ table: new RolloutTable({ client: dynamo, table: table.PhysicalResourceId }) });
  };
  const flags = new Map<string, ReturnType<typeof createFlags>>();
  return {
    cloudformation,
    cloudwatch,
    appconfig,
    lambda,
    env,
    model,
    resources,
    store,
    cdk: (...args) => cdk(args, env),
    run: (command, args) =>
      run(command, args, { ...env, ...(model ? { AWS_ENDPOINT_URL_APPCONFIG: model.url } : {}) }),
    phasegate: (...args) => phasegate(args, { ...env, PHASEGATE_TARGET: 'aws' }),
    outputs: async (rollout) => {
      const { Stacks } = await cloudformation.send(
        new DescribeStacksCommand({ StackName: `phasegate-${rollout}` }),
      );
      return Object.fromEntries(
        (Stacks?.[0]?.Outputs ?? []).map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue]),
      );
    },
    state: async (rollout) => (await store(rollout)).load(),
    served: async (rollout, environment) => {
      const { InitialConfigurationToken } = await data.send(
        new StartConfigurationSessionCommand({
          ApplicationIdentifier: rollout,
          EnvironmentIdentifier: environment,
          ConfigurationProfileIdentifier: 'flags',
        }),
      );
      const { Configuration } = await data.send(
        new GetLatestConfigurationCommand({ ConfigurationToken: InitialConfigurationToken }),
      );
      return Configuration?.transformToString('utf8') ?? '';
    },
    ask: async (rollout, user) => {
      const known = flags.get(rollout) ?? flagsOf(rollout, agent);
      flags.set(rollout, known);
      return known.variant('checkout', user);
    },
    setAlarms: async (rollout, state, only) => {
      const { MetricAlarms = [], CompositeAlarms = [] } = await cloudwatch.send(
        new DescribeAlarmsCommand({
          AlarmNamePrefix: `phasegate-${rollout}-${only ?? ''}`,
          AlarmTypes: ['MetricAlarm', 'CompositeAlarm'],
        }),
      );
      for (const { AlarmName } of [...MetricAlarms, ...CompositeAlarms])
        await cloudwatch.send(
          new SetAlarmStateCommand({ AlarmName, StateValue: state, StateReason: 'the emulator run says so' }),
        );
    },
    failures: async (rollout) => {
      const { StackEvents = [] } = await cloudformation
        .send(new DescribeStackEventsCommand({ StackName: `phasegate-${rollout}` }))
        .catch(() => ({ StackEvents: undefined }));
      const failed = StackEvents.filter(({ ResourceStatus }) => ResourceStatus === 'DELETE_FAILED');
      if (failed.length > 0)
        return failed.map(
          ({ LogicalResourceId = '', ResourceStatusReason = '' }) =>
            `${LogicalResourceId}: ${ResourceStatusReason}`,
        );
      const { Stacks = [] } = await cloudformation
        .send(new DescribeStacksCommand({ StackName: `phasegate-${rollout}` }))
        .catch(() => ({ Stacks: [] }));
      return Stacks.every(({ StackStatus }) => StackStatus === 'DELETE_COMPLETE') ? [] : 'in progress';
    },
    story: async (rollout) => {
      const told = [];
      const kept = await store(rollout);
      for await (const { at, event, happenings } of kept.evidence())
        told.push(
          `${new Date(at).toISOString()} ${event.kind} ${happenings.map(({ say }) => say).join('; ')}`,
        );
      const { control, environments, findings } = (await kept.load()) ?? {};
      return [
        ...told,
        JSON.stringify({ control, environments, findings }, undefined, 1),
        JSON.stringify(await flagsOf(rollout, agent).variant('checkout', 'ann')),
        emulator?.log().split('\n').slice(-40).join('\n') ?? '',
      ].join('\n');
    },
    close: async () => {
      mirror?.stop();
      for (const one of [cloudformation, cloudwatch, appconfig, data, dynamo, lambda]) one.destroy();
      await model?.close();
      await emulator?.stop();
    },
  };
}

function flagsOf(rollout: string, agent: string): ReturnType<typeof createFlags> {
  return createFlags({
    application: rollout,
    profile: 'flags',
    environment: 'production',
    unitAttribute: 'userId',
    flags: { checkout: { salt: rollout, values: { renderer: 'classic' } } },
    agent,
    timeoutMs: 5_000,
  });
}
