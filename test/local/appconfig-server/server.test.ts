import {
  CreateApplicationCommand,
  CreateConfigurationProfileCommand,
  CreateDeploymentStrategyCommand,
  CreateEnvironmentCommand,
  CreateHostedConfigurationVersionCommand,
  DeleteApplicationCommand,
  DeleteConfigurationProfileCommand,
  DeleteDeploymentStrategyCommand,
  DeleteEnvironmentCommand,
  GetApplicationCommand,
  GetConfigurationProfileCommand,
  GetDeploymentCommand,
  GetDeploymentStrategyCommand,
  GetEnvironmentCommand,
  ListApplicationsCommand,
  ListConfigurationProfilesCommand,
  ListDeploymentsCommand,
  ListDeploymentStrategiesCommand,
  ListEnvironmentsCommand,
  ListHostedConfigurationVersionsCommand,
  StartDeploymentCommand,
} from '@aws-sdk/client-appconfig';
import { serverScene, START, type ServerScene } from './server-scene.js';

let scene: ServerScene;
afterEach(async () => scene.close());

const PLAN = {
  ContentType: 'application/json',
  Content: new TextEncoder().encode('{"version":"1","flags":{},"values":{}}'),
};

it('creates, shows, lists and deletes everything that a deployment needs', async () => {
  scene = await serverScene({ adoptUnknownIds: false });
  const { control } = scene;
  const application = await control.send(new CreateApplicationCommand({ Name: 'shop' }));
  const ApplicationId = application.Id;
  const AlarmArn = 'arn:aws:cloudwatch:eu-west-1:000000000000:alarm:slow';
  const environment = await control.send(
    new CreateEnvironmentCommand({ ApplicationId, Name: 'production', Monitors: [{ AlarmArn }] }),
  );
  const profile = await control.send(
    new CreateConfigurationProfileCommand({
      ApplicationId,
      Name: 'flags',
      LocationUri: 'hosted',
      Type: 'AWS.AppConfig.FeatureFlags',
    }),
  );
  const strategy = await control.send(
    new CreateDeploymentStrategyCommand({
      Name: 'slow',
      DeploymentDurationInMinutes: 10,
      GrowthFactor: 20,
      FinalBakeTimeInMinutes: 5,
      ReplicateTo: 'NONE',
    }),
  );
  const ids = { ApplicationId, EnvironmentId: environment.Id, ConfigurationProfileId: profile.Id };
  expect(await control.send(new GetApplicationCommand(ids))).toMatchObject({ Name: 'shop' });
  expect(await control.send(new GetEnvironmentCommand(ids))).toMatchObject({
    Name: 'production',
    State: 'READY_FOR_DEPLOYMENT',
    Monitors: [{ AlarmArn }],
  });
  expect(await control.send(new GetConfigurationProfileCommand(ids))).toMatchObject({ Name: 'flags' });
  const DeploymentStrategyId = strategy.Id;
  expect(await control.send(new GetDeploymentStrategyCommand({ DeploymentStrategyId }))).toMatchObject({
    GrowthType: 'LINEAR',
    FinalBakeTimeInMinutes: 5,
  });
  expect((await control.send(new ListApplicationsCommand())).Items).toHaveLength(1);
  expect((await control.send(new ListEnvironmentsCommand(ids))).Items).toHaveLength(1);
  expect((await control.send(new ListConfigurationProfilesCommand(ids))).Items).toHaveLength(1);
  const strategies = await control.send(new ListDeploymentStrategiesCommand());
  expect(strategies.Items?.map(({ Name }) => Name)).toEqual(
    expect.arrayContaining(['AppConfig.AllAtOnce', 'slow']),
  );
  await control.send(new CreateHostedConfigurationVersionCommand({ ...ids, ...PLAN, VersionLabel: 'v1' }));
  await control.send(
    new StartDeploymentCommand({ ...ids, DeploymentStrategyId, ConfigurationVersion: 'v1' }),
  );
  expect(await control.send(new GetEnvironmentCommand(ids))).toMatchObject({ State: 'DEPLOYING' });
  await expect(control.send(new DeleteEnvironmentCommand(ids))).rejects.toMatchObject({
    name: 'ConflictException',
  });
  scene.pass(20);
  await expect(control.send(new DeleteApplicationCommand(ids))).rejects.toMatchObject({
    name: 'BadRequestException',
  });
  await control.send(new DeleteEnvironmentCommand(ids));
  await control.send(new DeleteConfigurationProfileCommand(ids));
  await control.send(new DeleteDeploymentStrategyCommand({ DeploymentStrategyId }));
  await control.send(new DeleteApplicationCommand(ids));
  expect((await control.send(new ListApplicationsCommand())).Items).toEqual([]);
  await expect(
    control.send(new GetDeploymentStrategyCommand({ DeploymentStrategyId })),
  ).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
  });
});

it('knows no id that was never created, unless it is told to adopt them', async () => {
  scene = await serverScene({ adoptUnknownIds: false });
  await expect(scene.control.send(new ListDeploymentsCommand(scene.where))).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
    $metadata: { httpStatusCode: 404 },
  });
});

it('adopts no strategy: what it does has to be declared', async () => {
  scene = await serverScene();
  await expect(scene.deploy('v1', 'unknown')).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  const declared = { spreadMinutes: 0, growth: 'linear', growthFactor: 100, bakeMinutes: 1 };
  const declare = (body: unknown) =>
    fetch(`${scene.server.url}/phasegate/declare`, { method: 'POST', body: JSON.stringify(body) });
  expect((await declare({ strategies: { unknown: { ...declared, growthFactor: 0 } } })).status).toBe(400);
  expect((await declare({ strategies: { unknown: declared } })).status).toBe(204);
  expect(await scene.deploy('v2', 'unknown')).toMatchObject({
    State: 'DEPLOYING',
    FinalBakeTimeInMinutes: 1,
  });
});

it('logs what happens to a deployment, the newest event first', async () => {
  scene = await serverScene();
  await scene.deploy('v1', 'rise001');
  scene.pass(25);
  const { EventLog = [] } = await scene.control.send(
    new GetDeploymentCommand({ ...scene.where, DeploymentNumber: 1 }),
  );
  const log = EventLog.map(({ EventType, OccurredAt }) => [
    EventType,
    ((OccurredAt?.getTime() ?? 0) - START - 5_000) / 60_000,
  ]);
  expect(log).toEqual([
    ['DEPLOYMENT_COMPLETED', 20],
    ['BAKE_TIME_STARTED', 10],
    ['PERCENTAGE_UPDATED', 8],
    ['PERCENTAGE_UPDATED', 6],
    ['PERCENTAGE_UPDATED', 4],
    ['PERCENTAGE_UPDATED', 2],
    ['PERCENTAGE_UPDATED', 0],
    ['DEPLOYMENT_STARTED', -5 / 60],
  ]);
});

it('lets minutes pass in seconds when it is told to, and dates them in everybody’s time', async () => {
  scene = await serverScene({ speed: 60 });
  await scene.deploy('v1', 'rise001');
  scene.pass(1);
  const { State, StartedAt, CompletedAt } = await scene.control.send(
    new GetDeploymentCommand({ ...scene.where, DeploymentNumber: 1 }),
  );
  expect(State).toBe('COMPLETE');
  expect(StartedAt?.getTime()).toBe(START);
  expect(CompletedAt?.getTime()).toBeCloseTo(START + (20 * 60_000 + 5_000) / 60, -1);
});

it('reads a monitor as it was until it was set', async () => {
  scene = await serverScene({ monitors: () => 'OK' });
  await fetch(`${scene.server.url}/phasegate/declare`, {
    method: 'POST',
    body: JSON.stringify({ environments: [{ applicationId: 'app0001', id: 'env0001', monitors: ['slow'] }] }),
  });
  await scene.deploy('v1', 'rise001');
  scene.pass(5);
  scene.server.setMonitor('slow', 'ALARM');
  scene.pass(3);
  const [view] = scene.server.history('app0001', 'env0001');
  expect(view).toMatchObject({ state: 'rolledBack', endedBy: 'alarm' });
  expect((view?.endedAt ?? 0) - START).toBeGreaterThan(5 * 60_000);
});

it('pages by the size that is asked for, and finds labels by prefix', async () => {
  scene = await serverScene();
  const { control, where } = scene;
  for (const VersionLabel of ['a-1', 'a-2', 'b-1'])
    await control.send(new CreateHostedConfigurationVersionCommand({ ...where, ...PLAN, VersionLabel }));
  const list = async (more: object) => {
    const { Items = [], NextToken } = await control.send(
      new ListHostedConfigurationVersionsCommand({ ...where, ...more }),
    );
    return { labels: Items.map(({ VersionLabel }) => VersionLabel), NextToken };
  };
  expect((await list({ VersionLabel: 'a*' })).labels).toEqual(['a-2', 'a-1']);
  expect((await list({ VersionLabel: 'a' })).labels).toEqual([]);
  const { labels, NextToken } = await list({ MaxResults: 2 });
  expect(labels).toEqual(['b-1', 'a-2']);
  expect(await list({ MaxResults: 2, NextToken })).toEqual({ labels: ['a-1'], NextToken: undefined });
  await expect(list({ NextToken: 'never given' })).rejects.toMatchObject({ name: 'BadRequestException' });
  await expect(list({ MaxResults: 51 })).rejects.toMatchObject({ name: 'BadRequestException' });
});

it.each<[string, object, string]>([
  ['another newest version than the lock says', { LatestVersionNumber: 7 }, 'ConflictException'],
  [
    'content that is no flag document',
    { Content: new TextEncoder().encode('{"flags":{}}') },
    'BadRequestException',
  ],
  ['content that is no JSON', { Content: new TextEncoder().encode('<flags/>') }, 'BadRequestException'],
  ['a label of digits', { VersionLabel: '2026' }, 'BadRequestException'],
])('refuses to store %s', async (_what, change, name) => {
  scene = await serverScene();
  const command = new CreateHostedConfigurationVersionCommand({ ...scene.where, ...PLAN, ...change });
  await expect(scene.control.send(command)).rejects.toMatchObject({ name });
});

it('does not know other paths', async () => {
  scene = await serverScene();
  expect((await fetch(`${scene.server.url}/extensions`)).status).toBe(404);
});
