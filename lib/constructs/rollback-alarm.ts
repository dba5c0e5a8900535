import type { IAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { alarmsOf } from '../contract/alarm-definitions.js';
import { alarmResource } from './alarm-resources.js';
import type { PlanFile } from './plan-file.js';

export interface RollbackAlarmProps {
  readonly plan: PlanFile;
  /** Name of a trigger of the plan. */
  readonly trigger: string;
  /**
   * Is told when the alarm goes off, see `AutoRevert.topic`.
   * @default nobody: the controller looks at the trigger all the same, every minute
   */
  readonly topic?: ITopic;
}

/**
 * The alarm of one trigger of a plan: the same condition as metric math, with the same window, M of N and missing data.
 * Its name is `phasegate-<rollout>-<trigger>`, because people and composite alarms name it.
 */
export class RollbackAlarm extends Construct {
  readonly alarm: IAlarm;

  /** @throws when the plan has no such trigger, or CloudWatch cannot look at it: the message says why */
  constructor(scope: Construct, id: string, { plan, trigger, topic }: RollbackAlarmProps) {
    super(scope, id);
    const definition = alarmsOf(plan.plan).find((one) => one.trigger === trigger);
    if (!definition)
      throw new Error(
        `the plan of ${plan.plan.rollout} has no trigger "${trigger}". Allowed: ${plan.plan.triggers.map(({ name }) => name).join(', ')}`,
      );
    if (definition.kind === 'none')
      throw new Error(
        `the trigger ${trigger} can have no alarm: ${definition.reason}. The controller looks at it every minute`,
      );
    this.alarm = alarmResource(this, 'Resource', definition.alarm, topic ? { topic } : {});
  }
}
