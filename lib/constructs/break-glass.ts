import { CfnOutput } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { AT_ONCE, strategyKey } from '../contract/deployment-strategy.js';
import { BLOCKED_LABEL, offLabel } from '../contract/break-glass-labels.js';
import type { RolloutParts } from './rollout-parts.js';

/**
 * The commands that serve the old behaviour to everybody when everything of ours is dead, as outputs of the stack: for
 * each environment the brake lane, which is enough, and then the rise lane. They need the AWS CLI and nothing else; the
 * versions that they name are those that the rollout began with.
 */
export class BreakGlass extends Construct {
  constructor(scope: Construct, id: string, { plan, flags, strategies }: RolloutParts) {
    super(scope, id);
    const atOnce = strategies.find(({ key }) => key === strategyKey(AT_ONCE));
    if (!atOnce) throw new Error('the strategy of falls is missing: take `plannedStrategies`');
    plan.plan.environments.forEach((environment, index) => {
      for (const lane of ['brake', 'rise'] as const) {
        const first = lane === 'brake';
        const output = new CfnOutput(this, `${environment}-${lane}`, {
          description: `Everybody in ${environment} gets the old behaviour: ${first ? 'first this' : 'then this'}`,
          value: [
            'aws appconfig start-deployment',
            `--application-id ${flags.applicationId}`,
            `--environment-id ${flags.lanes[environment]?.[lane].environmentId ?? ''}`,
            `--configuration-profile-id ${flags.profileId}`,
            `--configuration-version ${first ? BLOCKED_LABEL : offLabel(index)}`,
            `--deployment-strategy-id ${atOnce.strategyId}`,
            '--description break-glass',
          ].join(' '),
        });
        const name = environment.replaceAll(/[^A-Za-z0-9]/gu, '');
        output.overrideLogicalId(`BreakGlass${name}${first ? '1Brake' : '2Rise'}`);
      }
    });
  }
}
