const CREATE_STRATEGY = 'AppConfig API reference, CreateDeploymentStrategy';
const QUOTAS = 'AWS General Reference, AppConfig endpoints and quotas';

/** A limit of AWS: what has it, and where it is written. */
export interface Quota {
  readonly what: string;
  readonly max: number;
  /** What AWS raises it to on request, or why it may be shared; absent where it is fixed. */
  readonly raised?: string;
  readonly source: string;
}

/**
 * What AppConfig accepts of deployments and environments: the only place where these figures stand. (What it accepts in
 * a document: `lib/flags/appconfig-limits.ts`.)
 */
export const APPCONFIG_QUOTAS = {
  /** DeploymentDurationInMinutes and FinalBakeTimeInMinutes: 0 to 1440. */
  minutes: { what: 'minutes of a spread or a bake', max: 1440, source: CREATE_STRATEGY },
  /** GrowthFactor in percent: 1.0 to 100.0. */
  growth: { what: 'percent of a growth', max: 100, source: CREATE_STRATEGY },
  strategies: {
    what: 'deployment strategies of an account and Region',
    max: 20,
    raised: 'shared by all rollouts; up to 100 are granted without asking a person',
    source: QUOTAS,
  },
  environments: {
    what: 'environments of an application',
    max: 20,
    raised: 'AWS raises it on request',
    source: QUOTAS,
  },
  applications: {
    what: 'applications of an account and Region',
    max: 100,
    raised: 'shared by all rollouts; AWS raises it on request',
    source: QUOTAS,
  },
  monitors: {
    what: 'monitors of an environment',
    max: 5,
    source: 'AppConfig API reference, CreateEnvironment',
  },
  name: {
    what: 'characters of the name of an application, an environment or a strategy',
    max: 64,
    source: 'AppConfig API reference, CreateEnvironment',
  },
} as const satisfies { readonly [quota: string]: Quota };

/** GrowthFactor of CreateDeploymentStrategy, in percent, at least. */
export const LEAST_GROWTH_PERCENT = 1;

/** The two AppConfig environments that an environment of a plan has, by the ends of their names. */
export const LANE_SUFFIXES = { rise: '-rise', brake: '-brake' } as const;

/** Drills have a pair of lanes of their own, once per rollout, as if the plan had one more environment of this name. */
export const DRILL_LANES = 'phasegate-drill';

/** Drills have an alarm of their own, as if the plan had a trigger of this name. */
export const DRILL_TRIGGER = 'drill';

/** How many environments of AppConfig the stack of a plan has. */
export function appconfigEnvironmentCount({
  environments,
}: {
  readonly environments: readonly string[];
}): number {
  return (environments.length + 1) * Object.keys(LANE_SUFFIXES).length;
}
