import * as z from 'zod';
import { HOOK_ANSWER_TYPE, HOOK_SOURCE, hookAnswer } from '../contract/messages.js';
import type { RolloutEvent } from '../rollout/event.js';

/** What EventBridge invokes a function with, as far as we need it. */
const answerEvent = z.object({
  id: z.string().min(1),
  source: z.literal(HOOK_SOURCE),
  'detail-type': z.literal(HOOK_ANSWER_TYPE),
  detail: hookAnswer,
});

/**
 * The answer of a hook as an event of the rollout; nothing for anything else, such as the schedule.
 * @param now when it is heard; milliseconds
 */
export function hookAnswerEvent(payload: unknown, now: number): RolloutEvent | undefined {
  const parsed = answerEvent.safeParse(payload);
  if (!parsed.success) return undefined;
  const { id, detail } = parsed.data;
  const { run, ok, figures, reason } = detail;
  return {
    kind: 'hook',
    id: `answer/${id}`,
    at: now,
    run,
    ok,
    ...(figures === undefined ? {} : { figures }),
    ...(reason === undefined ? {} : { reason }),
  };
}
