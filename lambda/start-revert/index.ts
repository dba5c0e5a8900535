import type { Handler } from 'aws-lambda';
import { alarmEvents } from '../../lib/aws/alarm-event.js';
import { revertDrill } from '../../lib/aws/drill/revert-drill.js';
import { openRollout } from '../../lib/aws/open-rollout.js';
import { stackOf } from '../../lib/aws/stack.js';

const stack = stackOf(process.env);

/**
 * The action of the alarms that lower exposure: their trigger fires at once, whatever the next scheduled look says. The
 * alarm of a drill takes the same way, after the others. Nothing but what the revert needs is loaded here. What fails is
 * thrown: Lambda tries twice more, and the event waits in the inbox for the next run.
 */
export const handler: Handler<unknown, void> = async (event) => {
  const events = alarmEvents(event, stack.deployed.alarms, stack.clock.now());
  for (const one of events) await stack.stores.inbox.post(one);
  if (events.length > 0) {
    const rollout = await openRollout(stack);
    const report = await rollout?.controller.run();
    console.log(
      JSON.stringify({
        message: 'alarm',
        events,
        revision: report?.state.revision,
        mode: report?.state.control.mode,
      }),
    );
  }
  const drilled = await revertDrill(stack, event);
  if (drilled !== undefined)
    console.log(JSON.stringify({ message: 'alarm of the drill', revision: drilled }));
};
