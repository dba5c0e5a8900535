import { Stack } from 'aws-cdk-lib';
import { CfnApplication, CfnConfigurationProfile, CfnEnvironment } from 'aws-cdk-lib/aws-appconfig';
import type { IAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import {
  PolicyDocument,
  PolicyStatement,
  Role,
  ServicePrincipal,
  type IGrantable,
  type IRole,
} from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import type { DeployedLane } from '../contract/deployed.js';
import { LANE_SUFFIXES } from '../plan/appconfig-quotas.js';
import { acknowledgeWildcard } from './acknowledge-wildcards.js';
import { MOST_MONITORS } from '../contract/rise-monitors.js';
import type { PlanFile } from './plan-file.js';

/** Name of the feature-flag profile: what applications ask the agent for. */
const PROFILE = 'flags';

/** An alarm that watches over rises, with its name. */
export interface RiseMonitor {
  readonly name: string;
  readonly alarm: IAlarm;
}

export interface RolloutFlagsProps {
  readonly plan: PlanFile;
  /**
   * Alarms that roll a rise back, by environment of the plan; at most five each.
   * @default none
   */
  readonly monitors?: Readonly<Record<string, readonly RiseMonitor[]>>;
  /**
   * Key that hosted versions are encrypted with.
   * @default the key that AppConfig owns
   */
  readonly encryptionKey?: IKey;
}

/**
 * The feature flags of a rollout in AppConfig: an application, a profile, and for every environment of the plan two lanes,
 * `<environment>-rise` with monitors and `<environment>-brake` without. The names are those of the plan, because
 * applications ask the agent for them. Versions and deployments are made by the controller, not by CloudFormation.
 */
export class RolloutFlags extends Construct {
  readonly applicationId: string;
  readonly profileId: string;
  readonly applicationArn: string;
  readonly lanes: Readonly<Record<string, { readonly rise: DeployedLane; readonly brake: DeployedLane }>>;
  /** Everything that is made anew when the plan names another environment. */
  readonly environments: Construct;
  /** As which AppConfig reads the alarms that roll a rise back. */
  readonly monitorRole: IRole;

  /** @throws RangeError for more than five monitors of an environment */
  constructor(scope: Construct, id: string, { plan: file, monitors = {}, encryptionKey }: RolloutFlagsProps) {
    super(scope, id);
    const { rollout, environments } = file.plan;
    const stack = Stack.of(this);
    const application = new CfnApplication(this, 'Application', {
      name: rollout,
      description: `The flags of the rollout ${rollout}, kept by Phasegate`,
    });
    this.applicationId = application.ref;
    this.applicationArn = stack.formatArn({
      service: 'appconfig',
      resource: 'application',
      resourceName: this.applicationId,
    });
    const profile = new CfnConfigurationProfile(this, 'Profile', {
      applicationId: this.applicationId,
      name: PROFILE,
      locationUri: 'hosted',
      type: 'AWS.AppConfig.FeatureFlags',
      ...(encryptionKey ? { kmsKeyIdentifier: encryptionKey.keyArn } : {}),
    });
    this.profileId = profile.ref;
    this.environments = new Construct(this, 'Environments');
    const role = new Role(this.environments, 'MonitorRole', {
      assumedBy: new ServicePrincipal('appconfig.amazonaws.com'),
      description: 'AppConfig reads the alarms that roll a rise back',
      inlinePolicies: {
        // Composite alarms can be described with `*` only.
        alarms: new PolicyDocument({
          statements: [new PolicyStatement({ actions: ['cloudwatch:DescribeAlarms'], resources: ['*'] })],
        }),
      },
    });
    acknowledgeWildcard(
      role,
      '*',
      'Composite alarms can be described with * only, says the guide of AppConfig.',
    );
    this.monitorRole = role;
    const lane = (name: string, watchedBy: readonly RiseMonitor[]): DeployedLane => {
      if (watchedBy.length > MOST_MONITORS)
        throw new RangeError(
          `${name} has ${String(watchedBy.length)} monitors: AppConfig allows ${String(MOST_MONITORS)}. Put a composite alarm in their place`,
        );
      const environment = new CfnEnvironment(this.environments, name, {
        applicationId: this.applicationId,
        name,
        description: name.endsWith(LANE_SUFFIXES.brake)
          ? 'Exposure is capped here. No monitors: a fall is never rolled back'
          : 'Exposure goes up here. Monitors roll a rise back',
        monitors: watchedBy.map(({ alarm }) => ({ alarmArn: alarm.alarmArn, alarmRoleArn: role.roleArn })),
      });
      return { environmentId: environment.ref, monitors: watchedBy.map((one) => one.name) };
    };
    this.lanes = Object.fromEntries(
      environments.map((name) => [
        name,
        {
          rise: lane(`${name}${LANE_SUFFIXES.rise}`, monitors[name] ?? []),
          brake: lane(`${name}${LANE_SUFFIXES.brake}`, []),
        },
      ]),
    );
  }

  /** Lets an application read the flags of an environment of the plan, both lanes, through AppConfig's agent. */
  grantRead(grantee: IGrantable, environment: string): void {
    const lanes = this.lanes[environment];
    if (!lanes)
      throw new Error(
        `the plan has no environment "${environment}". Allowed: ${Object.keys(this.lanes).join(', ')}`,
      );
    grantee.grantPrincipal.addToPrincipalPolicy(
      new PolicyStatement({
        actions: ['appconfig:StartConfigurationSession', 'appconfig:GetLatestConfiguration'],
        resources: [lanes.rise, lanes.brake].map(
          ({ environmentId }) =>
            `${this.applicationArn}/environment/${environmentId}/configuration/${this.profileId}`,
        ),
      }),
    );
  }
}
