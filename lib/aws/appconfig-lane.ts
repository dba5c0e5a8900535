import {
  StartDeploymentCommand,
  type StartDeploymentCommandInput,
  StopDeploymentCommand,
  type AppConfigClient,
  type DeploymentSummary,
} from '@aws-sdk/client-appconfig';
import { strategyKey } from '../contract/deployment-strategy.js';
import type { FlagLane, LaneAnswer, LaneView } from '../runtime/ports.js';
import { DeploymentHistory } from './appconfig/deployment-history.js';
import { labelOf, stateOf, viewOf } from './appconfig/deployment-seen.js';
import { HostedVersions } from './appconfig/hosted-versions.js';
import { classify, reasonOf, ServiceError } from './service-error.js';

export interface AppConfigLaneOptions {
  /** Made with `RETRYING` (retry.ts): the lane itself sends every request once. */
  readonly client: AppConfigClient;
  readonly applicationId: string;
  readonly environmentId: string;
  /** A hosted profile of type `AWS.AppConfig.FeatureFlags`. */
  readonly profileId: string;
  /** Ids of the deployment strategies of the stack, by `strategyKey`. */
  readonly strategies: Readonly<Record<string, string>>;
  /** Why the lane's monitors are not all OK, if so; asked before a rise only. @default a lane without monitors */
  readonly monitorsAreOk?: () => Promise<string | undefined>;
}

type DeployRequest = Parameters<FlagLane['deploy']>[0];

/**
 * One AppConfig environment on AWS. What AppConfig refuses is an answer; what nobody can tell (no answer, no
 * permission) rejects the promise with a `ServiceError`, and the caller looks again.
 */
export class AppConfigFlagLane implements FlagLane {
  readonly #where: { readonly ApplicationId: string; readonly EnvironmentId: string };
  readonly #history: DeploymentHistory;
  readonly #versions: HostedVersions;

  constructor(private readonly options: AppConfigLaneOptions) {
    const { client, applicationId, environmentId, profileId } = options;
    this.#where = { ApplicationId: applicationId, EnvironmentId: environmentId };
    this.#history = new DeploymentHistory(client, this.#where, profileId);
    this.#versions = new HostedVersions(client, applicationId, profileId);
  }

  /**
   * What is served is left out when its version has been deleted or is no flag document: then nobody can tell, which
   * the caller takes for foreign.
   */
  async look(): Promise<LaneView> {
    const { latest, served } = await this.#history.read();
    if (!latest) return { latestNumber: 0 };
    const view = viewOf(latest);
    const inFlight = ['deploying', 'baking', 'rollingBack'].includes(stateOf(latest.State));
    const servedVersion = await this.#version(served);
    const incoming = inFlight ? await this.#version(latest) : undefined;
    return {
      latestNumber: view.number,
      latest: view,
      ...(servedVersion ? { served: servedVersion } : {}),
      ...(incoming ? { incoming } : {}),
    };
  }

  async deploy(request: DeployRequest): Promise<LaneAnswer> {
    const strategy = this.options.strategies[strategyKey(request.strategy)];
    if (strategy === undefined)
      return rejected(
        `the stack has no deployment strategy ${strategyKey(request.strategy)}: deploy the stack of this plan`,
      );
    if (request.label === '') return rejected('a version label has 1 to 64 characters, this one has none');
    const hindrance = request.rises ? await this.options.monitorsAreOk?.() : undefined;
    if (hindrance !== undefined) return { kind: 'conflict', reason: `nothing rises now. ${hindrance}` };
    try {
      const version = await this.#versions.store(request.label, request.document);
      if (version.kind === 'labelTaken')
        return rejected(
          `version ${String(version.number)} of the profile has the label ${request.label} already, and other content: somebody stored it there; delete that version`,
        );
      return await this.#start(request, strategy, version.number);
    } catch (error) {
      return answerTo('appconfig:StartDeployment', error);
    }
  }

  async stop({ number, allowRevert }: Parameters<FlagLane['stop']>[0]): Promise<LaneAnswer> {
    try {
      const { State } = await this.options.client.send(
        new StopDeploymentCommand({ ...this.#where, DeploymentNumber: number, AllowRevert: allowRevert }),
      );
      return { kind: 'stopped', state: stateOf(State) === 'reverted' ? 'reverted' : 'rolledBack' };
    } catch (error) {
      return answerTo('appconfig:StopDeployment', error);
    }
  }

  async #start(request: DeployRequest, strategy: string, version: number): Promise<LaneAnswer> {
    const start = {
      ...this.#where,
      ConfigurationProfileId: this.options.profileId,
      ConfigurationVersion: String(version),
      DeploymentStrategyId: strategy,
      Description: request.description,
    };
    const lock = { LatestDeploymentNumber: request.expectedLatest };
    try {
      return await this.#send(start, lock);
    } catch (error) {
      // Whether the lock may be 0 is not documented. If it may not, the first deployment goes without.
      if (request.expectedLatest !== 0 || !isRefusedLock(error)) throw error;
      const { latest } = await this.#history.read();
      return latest
        ? { kind: 'conflict', reason: 'somebody else has deployed first' }
        : this.#send(start, {});
    }
  }

  async #send(
    start: StartDeploymentCommandInput,
    lock: Pick<StartDeploymentCommandInput, 'LatestDeploymentNumber'>,
  ): Promise<LaneAnswer> {
    const { DeploymentNumber } = await this.options.client.send(
      new StartDeploymentCommand({ ...start, ...lock }),
    );
    if (DeploymentNumber === undefined) throw new Error('the deployment that was started has no number');
    return { kind: 'started', number: DeploymentNumber };
  }

  async #version(deployment: DeploymentSummary | undefined): Promise<LaneView['served']> {
    const number = Number(deployment?.ConfigurationVersion);
    if (
      !deployment ||
      deployment.ConfigurationProfileId !== this.options.profileId ||
      !Number.isInteger(number)
    )
      return undefined;
    const document = await this.#versions.read(number);
    return document && { label: labelOf(deployment), document };
  }
}

/** @throws ServiceError for what the caller cannot act on */
function answerTo(action: string, error: unknown): LaneAnswer {
  const known = error instanceof ServiceError ? error : new ServiceError(action, error);
  switch (known.kind) {
    case 'conflict':
    case 'throttled':
      return { kind: known.kind, reason: known.message };
    case 'invalid':
    case 'missing':
      return rejected(known.message);
    case 'denied':
    case 'unavailable':
      throw known;
  }
}

function isRefusedLock(error: unknown): boolean {
  return classify(error) === 'invalid' && reasonOf(error).includes('LatestDeploymentNumber');
}

function rejected(reason: string): LaneAnswer {
  return { kind: 'rejected', reason };
}
