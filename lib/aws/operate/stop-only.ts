import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import { escapeHtml } from '../../report/status-html.js';
import type { Said } from '../../rollout/event.js';
import type { RolloutState } from '../../rollout/state.js';
import { carryOutWord, type WordOutcome } from './carry-out-word.js';
import type { Operated } from './operate.js';

/** What a button sends. */
const stopEvent = z.discriminatedUnion('word', [
  z.object({ word: z.literal('pause') }),
  z.object({ word: z.literal('revert'), what: z.enum(['phase', 'all']).default('all') }),
]);

const BECAUSE = 'the button of the dashboard';

/** CloudWatch does not say who presses a button. */
const WHO = 'console, unidentified';

/**
 * Carries out a button of the dashboard: only what lowers exposure or keeps it where it is.
 * @returns what happened, as HTML
 */
export async function stopOnly(
  operated: Pick<Operated, 'rollout' | 'evidence'>,
  event: unknown,
): Promise<string> {
  const parsed = stopEvent.safeParse(event);
  if (!parsed.success) return 'Only `pause` and `revert` can be asked for here.';
  const { rollout } = operated;
  const seen = await rollout.load();
  if (!seen) return 'The rollout has not begun.';
  const said: Said = {
    kind: 'said',
    id: `console/${randomUUID()}`,
    at: rollout.clock.now(),
    who: WHO,
    word:
      parsed.data.word === 'pause'
        ? { kind: 'pause', because: BECAUSE }
        : { kind: 'revert', what: parsed.data.what, because: BECAUSE },
  };
  const { outcome, state } = await carryOutWord(operated, said, seen);
  return escapeHtml(sayOutcome(outcome, said.word.kind, state));
}

function sayOutcome(outcome: WordOutcome, word: string, { control }: RolloutState): string {
  switch (outcome.kind) {
    case 'done':
      return `Done: ${word}. The rollout is ${control.mode}.`;
    case 'refused':
      return `Not done: ${outcome.reason}. The rollout is ${control.mode}.`;
    case 'kept':
      return 'Kept: it is carried out at the next look.';
  }
}
