import * as z from 'zod';
import type { RolloutPlan } from '../../plan/rollout-plan.js';
import { statusHtml } from '../../report/status-html.js';
import { statusView } from '../../report/status-view.js';
import type { RolloutState } from '../../rollout/state.js';

/** What CloudWatch calls a custom widget with, as far as we need it. */
const widgetEvent = z.object({ describe: z.boolean().optional(), stop: z.string().optional() });

const DESCRIPTION = `### Rollout
Shows where a rollout is, who is exposed, what its gate waits for, and what its lanes serve.

\`\`\` yaml
stop: ARN of the function that pauses and reverts; without it there are no buttons
\`\`\``;

/** Answers CloudWatch's custom widget with the status of a rollout. */
export async function showRollout(
  event: unknown,
  load: () => Promise<
    | {
        readonly plan: RolloutPlan;
        readonly state: RolloutState;
        readonly now: number;
        readonly parked: number;
      }
    | undefined
  >,
): Promise<string | { readonly markdown: string }> {
  const asked = widgetEvent.safeParse(event);
  if (asked.data?.describe === true) return { markdown: DESCRIPTION };
  const found = await load();
  if (!found) return '<p>The rollout has not begun: it is off for everybody.</p>';
  const { plan, state, now, parked } = found;
  return statusHtml(statusView(plan, state, now, parked), asked.data?.stop);
}
