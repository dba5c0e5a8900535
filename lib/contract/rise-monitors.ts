import { APPCONFIG_QUOTAS } from '../plan/appconfig-quotas.js';
import type { RolloutPlan } from '../plan/rollout-plan.js';
import type { Alarm, AlarmDefinition, CompositeAlarm } from './alarm-definition.js';
import { alarmName } from './alarm-definitions.js';
import { heartbeatAlarm } from './standing-alarms.js';

/** Monitors of an AppConfig environment. */
export const MOST_MONITORS = APPCONFIG_QUOTAS.monitors.max;

/** What the rise lane of an environment is watched by. */
export interface RiseMonitors {
  /** At most five: AppConfig rolls a deployment back when one of them goes off. */
  readonly monitors: readonly Alarm[];
  /** The alarms behind them. */
  readonly watched: readonly Alarm[];
}

/**
 * The alarms that a rise in `environment` is rolled back by: the heartbeat, and those of the triggers that lower
 * exposure and are armed in a phase there. More than five stand behind one composite.
 * @param definitions of `alarmsOf`
 */
export function riseMonitors(
  plan: RolloutPlan,
  definitions: readonly AlarmDefinition[],
  environment: string,
): RiseMonitors {
  const phases = plan.phases.filter((phase) => phase.environment === environment).map(({ name }) => name);
  const armed = plan.triggers.filter(({ during }) => during.some((phase) => phases.includes(phase)));
  const watched: readonly Alarm[] = [
    heartbeatAlarm(plan),
    ...definitions.flatMap((one) =>
      one.kind === 'alarm' && one.reverts && armed.some(({ name }) => name === one.trigger)
        ? [one.alarm]
        : [],
    ),
  ];
  if (watched.length <= MOST_MONITORS) return { monitors: watched, watched };
  const together: CompositeAlarm = {
    kind: 'composite',
    name: alarmName(plan.rollout, `${environment}.monitors`),
    description: `A rise of ${plan.rollout} in ${environment} is rolled back: an alarm of a trigger that lowers exposure has gone off, or nobody watches.`,
    rule: { kind: 'any', of: watched.map((alarm) => ({ kind: 'alarm', alarm })) },
    source: ['triggers'],
  };
  return { monitors: [together], watched };
}
