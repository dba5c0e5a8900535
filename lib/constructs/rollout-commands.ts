import { Duration } from 'aws-cdk-lib';
import { PolicyStatement, type IGrantable } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { grantController } from './grant-controller.js';
import { RolloutFunction } from './rollout-function.js';
import { deployedParts, type RolloutParts } from './rollout-parts.js';

export interface RolloutCommandsProps {
  readonly parts: RolloutParts;
  /** The function that drills. */
  readonly drill: IFunction;
}

/** What people say to a rollout, with `phasegate status|pause|resume|promote|retry|revert|disable|kill|drill`. */
export class RolloutCommands extends Construct {
  readonly function: IFunction;

  constructor(scope: Construct, id: string, { parts, drill }: RolloutCommandsProps) {
    super(scope, id);
    const operate = new RolloutFunction(this, 'Function', {
      name: 'operate',
      description: `What people say to the rollout ${parts.plan.plan.rollout}`,
      parts,
      deployed: { ...deployedParts(this, parts), drillFunction: drill.functionName },
      timeout: Duration.seconds(60),
    });
    this.function = operate;
    grantController(operate, parts);
    operate.addToRolePolicy(
      new PolicyStatement({
        sid: 'StartDrill',
        actions: ['lambda:InvokeFunction'],
        resources: [drill.functionArn],
      }),
    );
  }

  /** Lets somebody speak to the rollout. What raises exposure asks for their identity all the same. */
  grantOperate(grantee: IGrantable): void {
    this.function.grantInvoke(grantee);
  }
}
