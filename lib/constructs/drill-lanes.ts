import { CfnConfigurationProfile, CfnEnvironment } from 'aws-cdk-lib/aws-appconfig';
import type { IAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import type { DeployedDrill } from '../contract/deployed.js';
import { drillAlarm } from '../contract/standing-alarms.js';
import { DRILL_LANES } from '../plan/appconfig-quotas.js';
import { alarmResource } from './alarm-resources.js';
import type { PlanFile } from './plan-file.js';
import type { RolloutFlags } from './rollout-flags.js';

/** Stands before `-rise` and `-brake` in the names of the drill's lanes. */
const PROFILE = 'drill';

export interface DrillLanesProps {
  readonly plan: PlanFile;
  /** The application that the lanes are made in. */
  readonly flags: RolloutFlags;
  /** What the alarms of triggers tell, see `AutoRevert`. */
  readonly topic: ITopic;
  /**
   * Key that hosted versions are encrypted with.
   * @default the key that AppConfig owns
   */
  readonly encryptionKey?: IKey;
}

/**
 * What drills of a rollout work on: a profile, a rise lane with its monitor and a brake lane, and an alarm that tells the
 * same topic as those of the triggers. Once per rollout, however many environments its plan has; no application reads it.
 */
export class DrillLanes extends Construct {
  readonly deployed: DeployedDrill;
  readonly alarm: IAlarm;

  constructor(scope: Construct, id: string, { plan: file, flags, topic, encryptionKey }: DrillLanesProps) {
    super(scope, id);
    const { plan } = file;
    const definition = drillAlarm(plan);
    this.alarm = alarmResource(this, 'Alarm', definition, { topic });
    const { applicationId, monitorRole } = flags;
    const profile = new CfnConfigurationProfile(this, 'Profile', {
      applicationId,
      name: PROFILE,
      description: 'The flag of the drills: no application reads it',
      locationUri: 'hosted',
      type: 'AWS.AppConfig.FeatureFlags',
      ...(encryptionKey ? { kmsKeyIdentifier: encryptionKey.keyArn } : {}),
    });
    const rise = new CfnEnvironment(this, 'Rise', {
      applicationId,
      name: `${DRILL_LANES}-rise`,
      description: 'The flag of a drill goes up here',
      monitors: [{ alarmArn: this.alarm.alarmArn, alarmRoleArn: monitorRole.roleArn }],
    });
    const brake = new CfnEnvironment(this, 'Brake', {
      applicationId,
      name: `${DRILL_LANES}-brake`,
      description: 'The flag of a drill is capped here. No monitors: a fall is never rolled back',
      monitors: [],
    });
    this.deployed = {
      profileId: profile.ref,
      rise: { environmentId: rise.ref, monitors: [definition.name] },
      brake: { environmentId: brake.ref, monitors: [] },
      alarm: definition.name,
    };
  }
}
