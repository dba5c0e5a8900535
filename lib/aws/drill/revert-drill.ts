import { DRILL_TRIGGER } from '../../plan/appconfig-quotas.js';
import { alarmEvents } from '../alarm-event.js';
import { deployedDrill, type DrilledStack } from './deployed-drill.js';

/**
 * Reverts the drill when its alarm has gone off, as any trigger of a rollout: an event in the inbox, one run of the
 * controller. Nothing for any other alarm, and before the first drill.
 * @param event what the function was called with
 * @returns the revision that the drill's rollout has come to
 */
export async function revertDrill(stack: DrilledStack, event: unknown): Promise<number | undefined> {
  const { deployed, clock } = stack;
  if (!deployed.drill) return undefined;
  const events = alarmEvents(event, { [DRILL_TRIGGER]: deployed.drill.alarm }, clock.now());
  if (events.length === 0) return undefined;
  const { controller, stores } = deployedDrill(stack);
  if (!(await stores.store.load())) return undefined;
  for (const one of events) await stores.inbox.post(one);
  return (await controller.run()).state.revision;
}
