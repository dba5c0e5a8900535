import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import { escapeHtml } from '../../report/status-html.js';
import type { RolloutEvent } from '../../rollout/event.js';
import type { Operated } from './operate.js';

const stopEvent = z.object({ word: z.enum(['pause', 'revert']) });

/** CloudWatch does not say who presses a button. */
const WHO = 'console, unidentified';

/**
 * Carries out a button of the dashboard: only what lowers exposure or keeps it where it is.
 * @returns what happened, as HTML
 */
export async function stopOnly({ rollout }: Pick<Operated, 'rollout'>, event: unknown): Promise<string> {
  const parsed = stopEvent.safeParse(event);
  if (!parsed.success) return 'Only `pause` and `revert` can be asked for here.';
  const { inbox, controller, clock } = rollout;
  const said: RolloutEvent = {
    kind: 'said',
    id: `console/${randomUUID()}`,
    at: clock.now(),
    who: WHO,
    word:
      parsed.data.word === 'pause'
        ? { kind: 'pause', because: 'the button of the dashboard' }
        : { kind: 'revert', what: 'all', because: 'the button of the dashboard' },
  };
  await inbox.post(said);
  const { state } = await controller.run();
  return escapeHtml(
    state.taken.includes(said.id)
      ? `Done: ${parsed.data.word}. The rollout is ${state.control.mode}.`
      : 'Kept: it is carried out at the next look.',
  );
}
