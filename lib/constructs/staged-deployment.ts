import { Stack, type Duration } from 'aws-cdk-lib';
import { CfnDeploymentStrategy } from 'aws-cdk-lib/aws-appconfig';
import { Construct } from 'constructs';
import { APPCONFIG_QUOTAS, LEAST_GROWTH_PERCENT } from '../plan/appconfig-quotas.js';
import { strategyKey, type DeploymentStrategy } from '../contract/deployment-strategy.js';

const MOST_MINUTES = APPCONFIG_QUOTAS.minutes.max;
const LONGEST_NAME = APPCONFIG_QUOTAS.name.max;

export interface StagedDeploymentProps {
  /**
   * Time over which AppConfig hands a version to its clients: whole minutes, up to a day.
   * @default none: everybody gets it at their next poll
   */
  readonly spread?: Duration;
  /**
   * How the share of clients grows while it is spread.
   * @default 'linear'
   */
  readonly growth?: 'linear' | 'exponential';
  /**
   * Percent of clients, 1 to 100: the increment of linear growth, the first share of exponential growth.
   * @default 100
   */
  readonly factor?: number;
  /**
   * Time for which AppConfig watches the monitors after everybody has been offered the version: whole minutes, up to a day.
   * @default none
   */
  readonly bake?: Duration;
}

/**
 * How AppConfig hands a version to its clients: a deployment strategy. While it lasts, clients differ in what they
 * serve, so a plan's flags have to tolerate that.
 */
export class StagedDeployment extends Construct {
  readonly strategyId: string;
  readonly strategyArn: string;
  /** `linear-20-40m-bake-30m`: the same strategy has the same name. */
  readonly key: string;

  /** @throws RangeError for what AppConfig would refuse */
  constructor(scope: Construct, id: string, props: StagedDeploymentProps = {}) {
    super(scope, id);
    const strategy: DeploymentStrategy = {
      spreadMinutes: minutes('spread', props.spread),
      growth: props.growth ?? 'linear',
      growthFactor: props.factor ?? 100,
      bakeMinutes: minutes('bake', props.bake),
    };
    if (!(
      strategy.growthFactor >= LEAST_GROWTH_PERCENT && strategy.growthFactor <= APPCONFIG_QUOTAS.growth.max
    ))
      throw new RangeError(
        `factor is ${String(strategy.growthFactor)}: AppConfig allows 1 to 100 percent of the clients`,
      );
    this.key = strategyKey(strategy);
    const resource = new CfnDeploymentStrategy(this, 'Strategy', {
      name: `${Stack.of(this).stackName}-${this.key}`.slice(-LONGEST_NAME),
      deploymentDurationInMinutes: strategy.spreadMinutes,
      growthType: strategy.growth.toUpperCase(),
      growthFactor: strategy.growthFactor,
      finalBakeTimeInMinutes: strategy.bakeMinutes,
      replicateTo: 'NONE',
    });
    this.strategyId = resource.ref;
    this.strategyArn = Stack.of(this).formatArn({
      service: 'appconfig',
      resource: 'deploymentstrategy',
      resourceName: this.strategyId,
    });
  }
}

function minutes(what: string, duration: Duration | undefined): number {
  const found = duration?.toMinutes({ integral: false }) ?? 0;
  if (Number.isInteger(found) && found <= MOST_MINUTES) return found;
  throw new RangeError(
    `${what} is ${String(found)} minutes: AppConfig allows whole minutes up to ${String(MOST_MINUTES)}`,
  );
}
