import type { Handler } from 'aws-lambda';
import { openRollout } from '../../lib/aws/open-rollout.js';
import { stackOf } from '../../lib/aws/stack.js';
import { showRollout } from '../../lib/aws/operate/show-rollout.js';

const stack = stackOf(process.env);

/** The custom widget of the dashboard: reads, and shows. */
export const handler: Handler<unknown, string | { readonly markdown: string }> = async (event) => {
  return showRollout(event, async () => {
    const rollout = await openRollout(stack);
    if (!rollout) return undefined;
    const parked = (await stack.stores.store.parked()).length;
    return { plan: rollout.plan, state: rollout.state, now: stack.clock.now(), parked };
  });
};
