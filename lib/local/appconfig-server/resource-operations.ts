import type { HostedProfile } from './hosted-profile.js';
import { pageOf } from './paging.js';
import { strategyFrom, strategyJson } from './strategy-json.js';
import { badRequest, jsonOf, param, text, WireError, type Call, type Operation } from './wire.js';
import type { ServedEnvironment, World } from './world.js';

/** Applications, environments, profiles and strategies: as much of them as deployments need. */
export function resourceOperations(world: World): Readonly<Record<string, Operation>> {
  const application = (call: Call) => world.application(param(call, 'app'));
  const environment = (call: Call) => world.environment(param(call, 'app'), param(call, 'env'));
  const profile = (call: Call) => world.profile(param(call, 'app'), param(call, 'profile'));
  const strategyOf = (id: string) => strategyJson(id, world.strategy(id));
  return {
    CreateApplication: (call) => {
      const created = { id: world.newId(), name: text(jsonOf(call), 'Name') };
      world.applications.set(created.id, created);
      return { status: 201, json: applicationJson(created) };
    },
    GetApplication: (call) => ({ status: 200, json: applicationJson(application(call)) }),
    ListApplications: (call) => pageOf(call, [...world.applications.values()].map(applicationJson)),
    DeleteApplication: (call) => {
      const { id } = application(call);
      if (world.environments(id).length + world.profiles(id).length > 0)
        throw badRequest(`the application ${id} has environments or profiles: delete them first`);
      world.applications.delete(id);
      return { status: 204 };
    },
    CreateEnvironment: (call) => {
      const body = jsonOf(call);
      const created = world.putEnvironment(
        application(call).id,
        world.newId(),
        text(body, 'Name'),
        monitorsIn(body),
      );
      return { status: 201, json: environmentJson(world, created) };
    },
    GetEnvironment: (call) => ({ status: 200, json: environmentJson(world, environment(call)) }),
    ListEnvironments: (call) =>
      pageOf(
        call,
        world.environments(application(call).id).map((one) => environmentJson(world, one)),
      ),
    DeleteEnvironment: (call) => {
      const found = environment(call);
      const state = stateOf(world, found);
      if (state === 'DEPLOYING' || state === 'ROLLING_BACK')
        throw new WireError('ConflictException', `a deployment is in flight in the environment ${found.id}`);
      world.deleteEnvironment(found);
      return { status: 204 };
    },
    CreateConfigurationProfile: (call) => {
      const body = jsonOf(call);
      if (text(body, 'LocationUri') !== 'hosted') throw badRequest('only hosted profiles are served here');
      const type = body['Type'] === undefined ? 'AWS.Freeform' : text(body, 'Type');
      const created = world.putProfile(application(call).id, world.newId(), text(body, 'Name'), type);
      return { status: 201, json: profileJson(created) };
    },
    GetConfigurationProfile: (call) => ({ status: 200, json: profileJson(profile(call)) }),
    ListConfigurationProfiles: (call) => pageOf(call, world.profiles(application(call).id).map(profileJson)),
    DeleteConfigurationProfile: (call) => {
      world.deleteProfile(profile(call));
      return { status: 204 };
    },
    CreateDeploymentStrategy: (call) => {
      const body = jsonOf(call);
      const id = world.newId();
      world.strategies.set(id, { name: text(body, 'Name'), strategy: strategyFrom(body) });
      return { status: 201, json: strategyOf(id) };
    },
    GetDeploymentStrategy: (call) => ({ status: 200, json: strategyOf(param(call, 'strategy')) }),
    ListDeploymentStrategies: (call) => pageOf(call, [...world.strategies.keys()].map(strategyOf)),
    DeleteDeploymentStrategy: (call) => {
      world.strategy(param(call, 'strategy'));
      world.strategies.delete(param(call, 'strategy'));
      return { status: 204 };
    },
  };
}

function applicationJson({ id, name }: { readonly id: string; readonly name: string }): object {
  return { Id: id, Name: name };
}

function environmentJson(world: World, environment: ServedEnvironment): object {
  const { applicationId, id, name, monitors } = environment;
  return {
    ApplicationId: applicationId,
    Id: id,
    Name: name,
    State: stateOf(world, environment),
    Monitors: monitors.map((alarm) => ({
      AlarmArn: `arn:aws:cloudwatch:eu-west-1:000000000000:alarm:${alarm}`,
    })),
  };
}

function stateOf(world: World, { model }: ServedEnvironment): string {
  switch (model.deployments(world.time.model())[0]?.view.state) {
    case undefined:
    case 'complete':
      return 'READY_FOR_DEPLOYMENT';
    case 'deploying':
    case 'baking':
      return 'DEPLOYING';
    case 'rollingBack':
      return 'ROLLING_BACK';
    case 'rolledBack':
      return 'ROLLED_BACK';
    case 'reverted':
      return 'REVERTED';
  }
}

function profileJson({ applicationId, id, name, type }: HostedProfile): object {
  return { ApplicationId: applicationId, Id: id, Name: name, LocationUri: 'hosted', Type: type };
}

/** Names of the alarms whose ARNs `Monitors` lists. */
function monitorsIn(body: Readonly<Record<string, unknown>>): readonly string[] {
  const monitors = body['Monitors'] ?? [];
  if (!Array.isArray(monitors) || monitors.length > 5) throw badRequest('Monitors is a list of at most 5');
  return monitors.map((monitor: unknown) => {
    const arn = text(Object(monitor) as Readonly<Record<string, unknown>>, 'AlarmArn');
    const name = arn.split(':alarm:')[1];
    if (!name) throw badRequest(`"${arn}" is not the ARN of an alarm`);
    return name;
  });
}
