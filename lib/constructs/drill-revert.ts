import { ArnFormat, Duration, Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { grantLanes } from './grant-controller.js';
import { RolloutFunction } from './rollout-function.js';
import type { RolloutParts } from './rollout-parts.js';

export interface DrillRevertProps {
  readonly parts: RolloutParts;
}

/**
 * Carries out drills: lets the flag of the drill rise, sets the alarm of the drill, and asks as a client how it is
 * reverted. It sends no messages, starts no hooks, and measures nothing.
 */
export class DrillRevert extends Construct {
  readonly function: IFunction;

  constructor(scope: Construct, id: string, { parts }: DrillRevertProps) {
    super(scope, id);
    const { flags, drill } = parts;
    const drillRevert = new RolloutFunction(this, 'Function', {
      name: 'drill-revert',
      description: `Drills the revert path of the rollout ${parts.plan.plan.rollout}`,
      parts,
      // As long as Lambda allows, and as the rollout waits for a proof.
      timeout: Duration.minutes(15),
    });
    this.function = drillRevert;
    grantLanes(drillRevert, parts);
    drillRevert.addToRolePolicy(
      new PolicyStatement({
        sid: 'Monitors',
        // AppConfig's monitors may be composite alarms, which can be described with `*` only.
        actions: ['cloudwatch:DescribeAlarms'],
        resources: ['*'],
      }),
    );
    drillRevert.addToRolePolicy(
      new PolicyStatement({
        sid: 'DrillAlarm',
        actions: ['cloudwatch:SetAlarmState'],
        resources: [
          Stack.of(this).formatArn({
            service: 'cloudwatch',
            resource: 'alarm',
            resourceName: drill.deployed.alarm,
            arnFormat: ArnFormat.COLON_RESOURCE_NAME,
          }),
        ],
      }),
    );
    drillRevert.addToRolePolicy(
      new PolicyStatement({
        sid: 'DrillClient',
        actions: ['appconfig:StartConfigurationSession', 'appconfig:GetLatestConfiguration'],
        resources: [drill.deployed.rise, drill.deployed.brake].map(
          ({ environmentId }) =>
            `${flags.applicationArn}/environment/${environmentId}/configuration/${drill.deployed.profileId}`,
        ),
      }),
    );
  }
}
