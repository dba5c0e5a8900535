import type { DeploymentState, Instant, LaneAnswer } from '../../runtime/ports.js';
import { pageOf } from './paging.js';
import type { RecordedDeployment } from './recorded-environment.js';
import { growthJson } from './strategy-json.js';
import {
  badRequest,
  header,
  jsonOf,
  notFound,
  numberOf,
  param,
  text,
  WireError,
  type Call,
  type Operation,
} from './wire.js';
import type { ServedEnvironment, World } from './world.js';

/** Starting, stopping and looking at deployments. */
export function deploymentOperations(world: World): Readonly<Record<string, Operation>> {
  const environmentOf = (call: Call) => world.environment(param(call, 'app'), param(call, 'env'));
  const deploymentsOf = ({ model }: ServedEnvironment) => model.deployments(world.time.model());
  const show = (environment: ServedEnvironment, number: number) => {
    const found = deploymentsOf(environment).find(({ view }) => view.number === number);
    if (!found) throw notFound(`deployment ${String(number)} of the environment ${environment.id}`);
    return { ...summaryJson(world, environment, found), ...detailsJson(world, environment, found) };
  };
  return {
    StartDeployment: (call) => {
      const environment = environmentOf(call);
      const body = jsonOf(call);
      const profile = world.profile(param(call, 'app'), text(body, 'ConfigurationProfileId'));
      const version = profile.get(text(body, 'ConfigurationVersion'));
      const strategyId = text(body, 'DeploymentStrategyId');
      const { strategy } = world.strategy(strategyId);
      if (!version.document)
        throw badRequest(`the profile ${profile.id} has no flags: the model deploys nothing else`);
      if (deploymentsOf(environment).some(({ profileId }) => profileId !== profile.id))
        throw badRequest(
          `the environment ${environment.id} has another profile: the model has one per environment`,
        );
      const lock = body['LatestDeploymentNumber'];
      const number = startedNumber(
        environment.model.start(
          {
            profileId: profile.id,
            version,
            strategyId,
            strategy,
            document: version.document,
            description: body['Description'] === undefined ? '' : String(body['Description']),
            ...(lock === undefined ? {} : { lock: numberOf(body, 'LatestDeploymentNumber') }),
          },
          world.time.model(),
        ),
      );
      return { status: 201, json: show(environment, number) };
    },
    GetDeployment: (call) => ({ status: 200, json: show(environmentOf(call), numberIn(call)) }),
    ListDeployments: (call) => {
      const environment = environmentOf(call);
      return pageOf(
        call,
        deploymentsOf(environment).map((one) => summaryJson(world, environment, one)),
      );
    },
    StopDeployment: (call) => {
      const environment = environmentOf(call);
      const number = numberIn(call);
      show(environment, number);
      const allowRevert = header(call, 'allow-revert') === 'true';
      const answer = environment.model.stop(number, allowRevert, world.time.model());
      if (answer.kind !== 'stopped') throw badRequest('reason' in answer ? answer.reason : answer.kind);
      return { status: 202, json: show(environment, number) };
    },
  };
}

function numberIn(call: Call): number {
  const number = Number(param(call, 'number'));
  if (!Number.isInteger(number)) throw badRequest(`"${param(call, 'number')}" is no deployment number`);
  return number;
}

/** @throws WireError for every answer but the one that it has started */
function startedNumber(answer: LaneAnswer): number {
  switch (answer.kind) {
    case 'started':
      return answer.number;
    case 'conflict':
      throw new WireError('ConflictException', answer.reason);
    case 'rejected':
    case 'throttled':
      throw badRequest(answer.reason);
    case 'stopped':
      throw new Error('a start was answered like a stop');
  }
}

const stateNames: Readonly<Record<DeploymentState, string>> = {
  deploying: 'DEPLOYING',
  baking: 'BAKING',
  complete: 'COMPLETE',
  rollingBack: 'ROLLING_BACK',
  rolledBack: 'ROLLED_BACK',
  reverted: 'REVERTED',
};

/** The time when a reverted deployment completed is not what the model shows: the log has it. */
function completedAt({ view, log }: RecordedDeployment): Instant | undefined {
  return view.state === 'reverted'
    ? log.find(({ type }) => type === 'DEPLOYMENT_COMPLETED')?.at
    : view.endedAt;
}

function summaryJson(world: World, environment: ServedEnvironment, deployment: RecordedDeployment): object {
  const { view, version, profileId, strategy } = deployment;
  const ended = completedAt(deployment);
  return {
    DeploymentNumber: view.number,
    ConfigurationProfileId: profileId,
    ConfigurationName: world.profile(environment.applicationId, profileId).name,
    ConfigurationVersion: String(version.number),
    ...(version.label === undefined ? {} : { VersionLabel: version.label }),
    ...growthJson(strategy),
    State: stateNames[view.state],
    PercentageComplete: view.percentage,
    StartedAt: moment(world, view.startedAt),
    ...(ended === undefined ? {} : { CompletedAt: moment(world, ended) }),
    Type: 'USER',
  };
}

/** What GetDeployment shows besides. */
function detailsJson(
  world: World,
  { applicationId, id }: ServedEnvironment,
  deployment: RecordedDeployment,
): object {
  return {
    ApplicationId: applicationId,
    EnvironmentId: id,
    DeploymentStrategyId: deployment.strategyId,
    ConfigurationLocationUri: 'hosted',
    Description: deployment.view.description,
    EventLog: deployment.log
      .map(({ type, by, at, description }) => ({
        EventType: type,
        TriggeredBy: by,
        Description: description,
        OccurredAt: moment(world, at),
      }))
      .reverse(),
  };
}

function moment(world: World, at: Instant): string {
  return new Date(world.time.toReal(at)).toISOString();
}
