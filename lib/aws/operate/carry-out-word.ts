import type { Said } from '../../rollout/event.js';
import type { EvidenceRecord, Happening } from '../../rollout/evidence.js';
import type { RolloutState } from '../../rollout/state.js';
import { transition } from '../../rollout/transition.js';
import type { EnterablePhases } from '../../runtime/enter-phase.js';

/** Where words are carried out, and what was recorded of them. */
export interface CarriedOut {
  readonly rollout: EnterablePhases;
  /** The evidence, oldest first. */
  evidence(): AsyncIterable<EvidenceRecord>;
}

/** What came of something that was said. */
export type WordOutcome =
  /** Obeyed, in the words of the evidence. */
  | { readonly kind: 'done'; readonly say: readonly string[] }
  | { readonly kind: 'refused'; readonly reason: string }
  /** In the inbox: whichever controller looks next takes it in. */
  | { readonly kind: 'kept' };

/**
 * Hands a word to the controller, and tells what came of it there.
 * @param before the newest state that is known
 */
export async function carryOutWord(
  carriedOut: CarriedOut,
  event: Said,
  before: RolloutState,
): Promise<{ readonly outcome: WordOutcome; readonly state: RolloutState }> {
  const { plan, controller, inbox } = carriedOut.rollout;
  await inbox.post(event);
  const { state } = await controller.run();
  if (!state.taken.includes(event.id)) return { outcome: { kind: 'kept' }, state };
  // Where nothing came in between, the core says what was recorded, and a long evidence need not be read.
  const previous = state.taken[state.taken.indexOf(event.id) - 1];
  const asSeen = previous !== undefined && previous === before.taken.at(-1);
  const outcome = asSeen
    ? outcomeOf(transition(plan, before, event).happenings)
    : outcomeIn(await recordOf(carriedOut, event.id));
  return { outcome, state };
}

/** What was recorded of an event; nothing when it was not taken in. */
export async function recordOf(
  { evidence }: Pick<CarriedOut, 'evidence'>,
  id: string,
): Promise<EvidenceRecord | undefined> {
  for await (const record of evidence()) if (record.event.id === id) return record;
  return undefined;
}

/** What came of an event, as it was recorded. */
export function outcomeIn(record: EvidenceRecord | undefined): WordOutcome {
  return record ? outcomeOf(record.happenings) : { kind: 'kept' };
}

function outcomeOf(happenings: readonly Happening[]): WordOutcome {
  const refused = happenings.find(({ kind }) => kind === 'refused');
  if (refused) return { kind: 'refused', reason: refused.say };
  return { kind: 'done', say: happenings.map(({ say }) => say) };
}
