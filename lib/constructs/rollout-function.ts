import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Effect, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Code, Function, LoggingFormat, Runtime, Tracing } from 'aws-cdk-lib/aws-lambda';
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { DEPLOYED_VARIABLE, type Deployed } from '../contract/deployed.js';
import { packageRoot } from '../files/package-root.js';
import { acknowledgeWildcard } from './acknowledge-wildcards.js';
import { deployedParts, type RolloutParts } from './rollout-parts.js';

/** The functions of a rollout, by the names of their folders in `lambda/`. */
export type FunctionName =
  | 'evaluate-gates'
  | 'start-revert'
  | 'deploy-phase'
  | 'operate'
  | 'show-rollout'
  | 'stop-only'
  | 'drill-revert';

export interface RolloutFunctionProps {
  readonly name: FunctionName;
  readonly description: string;
  readonly parts: RolloutParts;
  /**
   * What it is told about its stack.
   * @default all of it
   */
  readonly deployed?: Deployed;
  readonly timeout: Duration;
  /** Megabytes. @default 512: with less, the processor share makes a cold start slower */
  readonly memorySize?: number;
}

/**
 * A function of ours: bundled beforehand, with a role of its own that may write its own log and nothing else. What it is
 * called with asynchronously and cannot do is kept in the queue of dead letters.
 */
export class RolloutFunction extends Function {
  /** @throws when the functions have not been bundled */
  constructor(scope: Construct, id: string, props: RolloutFunctionProps) {
    const { name, parts, deployed = deployedParts(scope, parts), description, timeout } = props;
    const folder = join(packageRoot(), 'dist', 'functions', name);
    if (!existsSync(join(folder, 'index.mjs')))
      throw new Error(`the function ${name} has not been bundled: run \`npm run build\``);
    const logGroup = new LogGroup(scope, `${id}Log`, {
      retention: parts.logRetention ?? RetentionDays.SIX_MONTHS,
      removalPolicy: RemovalPolicy.RETAIN,
      ...(parts.encryptionKey ? { encryptionKey: parts.encryptionKey } : {}),
    });
    const role = new Role(scope, `${id}Role`, {
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      description: `Role of ${name} of the rollout ${parts.plan.plan.rollout}`,
    });
    role.addToPolicy(
      new PolicyStatement({
        effect: Effect.ALLOW,
        actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
        resources: [logGroup.logGroupArn],
      }),
    );
    const isTraced = name !== 'start-revert';
    if (isTraced) acknowledgeWildcard(role, '*', 'X-Ray knows no resources.');
    super(scope, id, {
      code: Code.fromAsset(folder),
      handler: 'index.handler',
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      description,
      timeout,
      memorySize: props.memorySize ?? 512,
      role,
      logGroup,
      loggingFormat: LoggingFormat.JSON,
      // Traces cost the revert time that nobody gives back.
      tracing: isTraced ? Tracing.ACTIVE : Tracing.DISABLED,
      retryAttempts: 2,
      maxEventAge: Duration.minutes(15),
      onFailure: new SqsDestination(parts.deadLetters),
      environment: {
        ...parts.environment,
        [DEPLOYED_VARIABLE]: Stack.of(scope).toJsonString(deployed),
        NODE_OPTIONS: '--enable-source-maps',
      },
    });
  }
}
