import type { IAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { alarmsOf } from '../contract/alarm-definitions.js';
import { riseMonitors } from '../contract/rise-monitors.js';
import { heartbeatAlarm, parkedAlarm } from '../contract/standing-alarms.js';
import { alarmResource } from './alarm-resources.js';
import type { PlanFile } from './plan-file.js';
import { RollbackAlarm } from './rollback-alarm.js';

export interface RolloutAlarmsProps {
  readonly plan: PlanFile;
  /** Is told when the alarm of a trigger goes off. */
  readonly revert: ITopic;
  /** Is told when nobody watches, or when messages and hooks wait for people. */
  readonly operators: ITopic;
}

/** An alarm with its name, as the functions know it. */
export interface NamedAlarm {
  readonly name: string;
  readonly alarm: IAlarm;
}

/** Every alarm of a rollout: one per trigger that CloudWatch can look at, the heartbeat, and parked effects. */
export class RolloutAlarms extends Construct {
  /** By trigger. */
  readonly triggers: Readonly<Record<string, NamedAlarm>>;
  /** What the rise lane of each environment is watched by: at most five. */
  readonly monitors: Readonly<Record<string, readonly NamedAlarm[]>>;
  readonly heartbeat: IAlarm;
  readonly parked: IAlarm;

  constructor(scope: Construct, id: string, { plan: file, revert, operators }: RolloutAlarmsProps) {
    super(scope, id);
    const { plan } = file;
    const definitions = alarmsOf(plan);
    const made = definitions.flatMap((one) =>
      one.kind === 'none'
        ? []
        : [
            {
              trigger: one.trigger,
              name: one.alarm.name,
              construct: new RollbackAlarm(this, one.trigger, {
                plan: file,
                trigger: one.trigger,
                topic: revert,
              }),
            },
          ],
    );
    this.triggers = Object.fromEntries(
      made.map(({ trigger, name, construct }) => [trigger, { name, alarm: construct.alarm }]),
    );
    const standing = new Construct(this, 'Standing');
    this.heartbeat = alarmResource(standing, 'Heartbeat', heartbeatAlarm(plan), { topic: operators });
    this.parked = alarmResource(standing, 'Parked', parkedAlarm(plan), { topic: operators });
    const parts = [standing, ...made.map(({ construct }) => construct)];
    const known = new Map<string, IAlarm>([
      [heartbeatAlarm(plan).name, this.heartbeat],
      ...Object.values(this.triggers).map(({ name, alarm }) => [name, alarm] as const),
    ]);
    this.monitors = Object.fromEntries(
      plan.environments.map((environment) => [
        environment,
        riseMonitors(plan, definitions, environment).monitors.map((definition) => ({
          name: definition.name,
          alarm:
            known.get(definition.name) ??
            alarmResource(this, `Monitors-${environment}`, definition, { parts }),
        })),
      ]),
    );
  }
}
