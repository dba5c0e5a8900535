import { Duration } from 'aws-cdk-lib';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { LambdaSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import { grantController } from './grant-controller.js';
import { RolloutFunction } from './rollout-function.js';
import type { RolloutParts } from './rollout-parts.js';

export interface AutoRevertProps {
  readonly parts: RolloutParts;
  /** What the alarms of the plan's triggers tell when they go off. */
  readonly topic: ITopic;
}

/**
 * Starts what a trigger asks for as soon as its alarm goes off, without waiting for the next look. A topic stands between
 * the alarms and the function: it tries again for longer than an alarm would, and the function may know the lanes that
 * the alarms watch over.
 */
export class AutoRevert extends Construct {
  readonly function: IFunction;

  constructor(scope: Construct, id: string, { parts, topic }: AutoRevertProps) {
    super(scope, id);
    const { rollout } = parts.plan.plan;
    const revert = new RolloutFunction(this, 'Function', {
      name: 'start-revert',
      description: `Starts the automatic reverts of the rollout ${rollout}`,
      parts,
      timeout: Duration.seconds(60),
      // Twice the processor of the others: this start is waited for.
      memorySize: 1024,
    });
    this.function = revert;
    grantController(revert, parts);
    topic.addSubscription(new LambdaSubscription(revert, { deadLetterQueue: parts.deadLetters }));
  }
}
