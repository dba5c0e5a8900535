import type { RolloutPlan } from '../plan/rollout-plan.js';
import { childrenOf, type Alarm, type AlarmDefinition } from './alarm-definition.js';
import { riseMonitors } from './rise-monitors.js';
import { drillAlarm, parkedAlarm } from './standing-alarms.js';

/**
 * Every alarm of the stack of a plan, each once: those of its triggers with their parts, the heartbeat, those of parked
 * effects and of drills, and what stands before more than five monitors.
 * @param definitions of `alarmsOf`
 */
export function allAlarms(plan: RolloutPlan, definitions: readonly AlarmDefinition[]): readonly Alarm[] {
  const ofTriggers = definitions.flatMap((one) => (one.kind === 'alarm' ? [one.alarm] : []));
  const monitors = plan.environments.flatMap(
    (environment) => riseMonitors(plan, definitions, environment).monitors,
  );
  const alarms = [...ofTriggers, ...monitors, parkedAlarm(plan), drillAlarm(plan)].flatMap(withChildren);
  return [...new Map(alarms.map((alarm) => [alarm.name, alarm])).values()];
}

function withChildren(alarm: Alarm): readonly Alarm[] {
  return alarm.kind === 'metric' ? [alarm] : [alarm, ...childrenOf(alarm.rule).flatMap(withChildren)];
}
