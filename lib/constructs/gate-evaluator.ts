import { Duration, Stack } from 'aws-cdk-lib';
import { Rule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Schedule, ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import { LambdaInvoke } from 'aws-cdk-lib/aws-scheduler-targets';
import { Construct } from 'constructs';
import { HOOK_ANSWER_TYPE, HOOK_SOURCE } from '../contract/messages.js';
import { acknowledgeWildcard } from './acknowledge-wildcards.js';
import { grantController } from './grant-controller.js';
import { RolloutFunction } from './rollout-function.js';
import type { RolloutParts } from './rollout-parts.js';

export interface GateEvaluatorProps {
  readonly parts: RolloutParts;
  /**
   * Whether the schedule runs. Switched off, nobody watches: the heartbeat goes off, and nothing rises.
   * @default true
   */
  readonly enabled?: boolean;
}

/** Looks at the rollout every minute: judges gates and triggers, and brings lanes, messages and hooks in line. */
export class GateEvaluator extends Construct {
  readonly function: IFunction;

  constructor(scope: Construct, id: string, { parts, enabled = true }: GateEvaluatorProps) {
    super(scope, id);
    const { rollout } = parts.plan.plan;
    const evaluator = new RolloutFunction(this, 'Function', {
      name: 'evaluate-gates',
      description: `Judges the gates and triggers of the rollout ${rollout}, every minute`,
      parts,
      timeout: Duration.seconds(90),
    });
    this.function = evaluator;
    grantController(evaluator, parts);
    const scheduler = new Role(this, 'SchedulerRole', {
      assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
      description: `Starts the looks of the rollout ${rollout}`,
    });
    acknowledgeWildcard(
      scheduler,
      `${evaluator.functionArn}:*`,
      'The versions of this one function, as the CDK grants it.',
    );
    new Schedule(this, 'EveryMinute', {
      schedule: ScheduleExpression.rate(Duration.minutes(1)),
      description: `Starts the look of the rollout ${rollout}`,
      enabled,
      target: new LambdaInvoke(evaluator, {
        // The next minute looks again: a look that is late is of no use.
        maxEventAge: Duration.minutes(1),
        retryAttempts: 0,
        deadLetterQueue: parts.deadLetters,
        role: scheduler,
      }),
    });
    new Rule(this, 'HookAnswers', {
      description: `Answers of the hooks of the rollout ${rollout}`,
      eventBus: parts.bus,
      eventPattern: {
        source: [HOOK_SOURCE],
        detailType: [HOOK_ANSWER_TYPE],
        detail: { rollout: [rollout] },
      },
      targets: [new LambdaFunction(evaluator, { deadLetterQueue: parts.deadLetters })],
    });
  }
}
