import { Duration } from 'aws-cdk-lib';
import type { IGrantable } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { grantController } from './grant-controller.js';
import { RolloutFunction } from './rollout-function.js';
import type { RolloutParts } from './rollout-parts.js';

export interface RolloutCommandsProps {
  readonly parts: RolloutParts;
}

/** What people say to a rollout, with `phasegate status|pause|resume|promote|retry|revert|disable|kill`. */
export class RolloutCommands extends Construct {
  readonly function: IFunction;

  constructor(scope: Construct, id: string, { parts }: RolloutCommandsProps) {
    super(scope, id);
    const operate = new RolloutFunction(this, 'Function', {
      name: 'operate',
      description: `What people say to the rollout ${parts.plan.plan.rollout}`,
      parts,
      timeout: Duration.seconds(60),
    });
    this.function = operate;
    grantController(operate, parts);
  }

  /** Lets somebody speak to the rollout. What raises exposure asks for their identity all the same. */
  grantOperate(grantee: IGrantable): void {
    this.function.grantInvoke(grantee);
  }
}
