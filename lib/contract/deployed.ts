/** One AppConfig environment of ours. */
export interface DeployedLane {
  readonly environmentId: string;
  /** Names of the alarms that its deployments are watched by: before a rise each must exist, be enabled and read OK. */
  readonly monitors: readonly string[];
}

/** What drills work on: a profile, two lanes and an alarm that nothing else uses. */
export interface DeployedDrill {
  readonly profileId: string;
  readonly rise: DeployedLane;
  readonly brake: DeployedLane;
  /** Name of the alarm that stands for a trigger's. */
  readonly alarm: string;
}

/**
 * What a stack tells its functions about itself: everything that they cannot read in the plan. It travels as JSON in one
 * environment variable; no secrets are in it.
 */
export interface Deployed {
  readonly rollout: string;
  readonly region: string;
  readonly account: string;
  /** DynamoDB table of the rollout. */
  readonly table: string;
  readonly applicationId: string;
  readonly profileId: string;
  /** Both lanes of every environment of the plan. */
  readonly lanes: Readonly<Record<string, { readonly rise: DeployedLane; readonly brake: DeployedLane }>>;
  /** Ids of the deployment strategies of the stack, by `strategyKey`. */
  readonly strategies: Readonly<Record<string, string>>;
  /** Topic of each role of the plan; messages of channels other than e-mail go there too, marked with the channel. */
  readonly topics: Readonly<Record<string, string>>;
  /** Event bus of the messages and of the answers of hooks. */
  readonly bus: string;
  /** Name of the alarm of each trigger that has one. */
  readonly alarms: Readonly<Record<string, string>>;
  /** Function of each hook of the plan that has one. */
  readonly hooks: Readonly<Record<string, string>>;
  /** Nothing for the function that is older than the lanes. */
  readonly drill?: DeployedDrill;
  /** Name of the function that drills; of `operate` only, which starts it. */
  readonly drillFunction?: string;
}

/** Environment variable that holds a `Deployed` as JSON. */
export const DEPLOYED_VARIABLE = 'PHASEGATE_DEPLOYED';

/**
 * What the stack has told this function.
 * @throws when the variable is missing or no JSON: the function was not deployed by a stack of ours
 */
export function readDeployed(environment: Readonly<Record<string, string | undefined>>): Deployed {
  const text = environment[DEPLOYED_VARIABLE];
  if (text === undefined) throw new Error(`the environment variable ${DEPLOYED_VARIABLE} is not set`);
  return JSON.parse(text) as Deployed;
}
