import { Stack } from 'aws-cdk-lib';
import type { IEventBus } from 'aws-cdk-lib/aws-events';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import type { Deployed } from '../contract/deployed.js';
import type { DrillLanes } from './drill-lanes.js';
import type { PlanFile } from './plan-file.js';
import type { RolloutFlags } from './rollout-flags.js';
import type { RolloutState } from './rollout-state.js';
import type { StagedDeployment } from './staged-deployment.js';

/** What the functions of a rollout work on: made once, given to each of them. */
export interface RolloutParts {
  readonly plan: PlanFile;
  readonly state: RolloutState;
  readonly flags: RolloutFlags;
  /** Every strategy that the plan needs, see `plannedStrategies`. */
  readonly strategies: readonly StagedDeployment[];
  /** Name of the alarm of each trigger that has one. */
  readonly alarms: Readonly<Record<string, string>>;
  readonly drill: DrillLanes;
  /** Topic of each role of the plan. */
  readonly topics: Readonly<Record<string, ITopic>>;
  /** Function of each hook of the plan that has one. */
  readonly hooks: Readonly<Record<string, IFunction>>;
  readonly bus: IEventBus;
  /** Keeps what a function was called with and could not do. */
  readonly deadLetters: IQueue;
  /**
   * Key of the logs.
   * @default the key that CloudWatch Logs owns
   */
  readonly encryptionKey?: IKey;
  /**
   * How long logs are kept.
   * @default RetentionDays.SIX_MONTHS
   */
  readonly logRetention?: RetentionDays;
  /**
   * Further environment variables of the functions, such as endpoints.
   * @default none
   */
  readonly environment?: Readonly<Record<string, string>>;
}

/** What the functions are told about the stack that they belong to. */
export function deployedParts(scope: Construct, parts: RolloutParts): Deployed {
  const { account, region } = Stack.of(scope);
  const { plan, state, flags, strategies, alarms, drill, topics, hooks, bus } = parts;
  return {
    rollout: plan.plan.rollout,
    region,
    account,
    table: state.table.tableName,
    applicationId: flags.applicationId,
    profileId: flags.profileId,
    lanes: flags.lanes,
    strategies: Object.fromEntries(strategies.map(({ key, strategyId }) => [key, strategyId])),
    topics: Object.fromEntries(Object.entries(topics).map(([role, topic]) => [role, topic.topicArn])),
    hooks: Object.fromEntries(Object.entries(hooks).map(([hook, fn]) => [hook, fn.functionArn])),
    bus: bus.eventBusName,
    alarms,
    drill: drill.deployed,
  };
}
