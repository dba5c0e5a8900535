import { Stack } from 'aws-cdk-lib';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Alias, type IKey } from 'aws-cdk-lib/aws-kms';
import { Topic, type ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import type { PlanFile } from './plan-file.js';

export interface RolloutTopicsProps {
  readonly plan: PlanFile;
  /**
   * Topics of roles that exist already, by role of the plan.
   * @default one is made for each role
   */
  readonly topics?: Readonly<Record<string, ITopic>>;
  /**
   * Key of the topics that are made. CloudWatch and the functions are allowed to use it.
   * @default the key of SNS for the topics of roles; none for the topics of alarms, which CloudWatch could not write to otherwise
   */
  readonly encryptionKey?: IKey;
}

/** The topics of a rollout: one for each role of its plan, and two that its alarms tell. */
export class RolloutTopics extends Construct {
  /** By role of the plan. */
  readonly roles: Readonly<Record<string, ITopic>>;
  /** The alarms of triggers: `AutoRevert` listens. */
  readonly revert: ITopic;
  /** Nobody watches, or something waits for people: subscribe whoever runs Phasegate. */
  readonly operators: ITopic;

  /** @throws when a topic is given for a role that the plan does not have */
  constructor(scope: Construct, id: string, { plan: file, topics = {}, encryptionKey }: RolloutTopicsProps) {
    super(scope, id);
    const { rollout, roles } = file.plan;
    const unknown = Object.keys(topics).find((role) => !Object.hasOwn(roles, role));
    if (unknown !== undefined)
      throw new Error(
        `a topic is given for the role "${unknown}". Roles of the plan of ${rollout}: ${Object.keys(roles).join(', ')}`,
      );
    const own = encryptionKey ?? Alias.fromAliasName(this, 'SnsKey', 'alias/aws/sns');
    this.roles = Object.fromEntries(
      Object.keys(roles).map((role) => [
        role,
        topics[role] ??
          new Topic(this, `Role-${role}`, {
            displayName: `${rollout}: ${role}`,
            masterKey: own,
            enforceSSL: true,
          }),
      ]),
    );
    const ofAlarms = (name: string, displayName: string): ITopic => {
      const topic = new Topic(this, name, {
        displayName,
        enforceSSL: true,
        ...(encryptionKey ? { masterKey: encryptionKey } : {}),
      });
      topic.grantPublish(
        new ServicePrincipal('cloudwatch.amazonaws.com', {
          conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
        }),
      );
      return topic;
    };
    this.revert = ofAlarms('Revert', `${rollout}: alarms of triggers`);
    this.operators = ofAlarms('Operators', `${rollout}: Phasegate itself`);
    encryptionKey?.grantEncryptDecrypt(new ServicePrincipal('cloudwatch.amazonaws.com'));
  }
}
