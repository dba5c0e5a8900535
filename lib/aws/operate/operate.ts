import { statusView } from '../../report/status-view.js';
import type { RolloutEvent } from '../../rollout/event.js';
import type { RolloutState } from '../../rollout/state.js';
import { transition } from '../../rollout/transition.js';
import type { EnterablePhases } from '../../runtime/enter-phase.js';
import type { OpenRollout } from '../open-rollout.js';
import type { BoundCommand } from '../identity/command-hash.js';
import type { Verified } from '../identity/verify-identity.js';
import { operateRequest, raises, type OperateAnswer, type OperateRequest } from './operate-request.js';

/** Whoever lowers exposure without being known. */
const UNIDENTIFIED = 'somebody unidentified';

export interface Operated {
  readonly rollout: EnterablePhases & Pick<OpenRollout, 'load'>;
  /** How many messages and hooks wait for people. */
  parked(): Promise<number>;
  /** Finds out who has signed a command. */
  verify(command: BoundCommand, identity: unknown): Promise<Verified>;
}

type Say = OperateRequest & { readonly kind: 'say' };

/**
 * Answers a request of a person. What may let exposure rise needs somebody who is known, and a state that they have seen.
 * What lowers it is never blocked: not by a missing signature, not by an STS that does not answer, not by a state that
 * has moved on.
 */
export async function operate(operated: Operated, payload: unknown): Promise<OperateAnswer> {
  const parsed = operateRequest.safeParse(payload);
  if (!parsed.success)
    return {
      kind: 'refused',
      reason: 'the request cannot be read: this command and the stack are of different versions',
    };
  const request = parsed.data;
  const { rollout } = operated;
  const state = await rollout.load();
  if (!state) return { kind: 'refused', reason: 'the rollout has not begun' };
  const view = statusView(rollout.plan, state, rollout.clock.now(), await operated.parked());
  if (request.kind === 'status') return { kind: 'status', view };
  const asker = await askerOf(operated, request);
  if ('refused' in asker) return { kind: 'refused', reason: asker.refused, view };
  if (raises(request.word) && request.generation !== state.generation)
    return { kind: 'refused', reason: 'the rollout has moved on since you have looked: look again', view };
  return say(operated, request, { who: asker.who, seen: state });
}

async function askerOf(
  { rollout, verify }: Operated,
  { id, generation, word, identity }: Say,
): Promise<{ readonly who: string } | { readonly refused: string }> {
  const needed = raises(word);
  if (identity === undefined) {
    if (!needed) return { who: UNIDENTIFIED };
    return { refused: `\`${word.kind}\` may let exposure rise: it has to be signed by somebody of the plan` };
  }
  const verified = await verify({ rollout: rollout.plan.rollout, generation, id, word }, identity);
  if (verified.kind === 'verified') return { who: verified.person };
  return needed ? { refused: verified.reason } : { who: UNIDENTIFIED };
}

async function say(
  { rollout, parked }: Operated,
  { id, word }: Say,
  { who, seen }: { readonly who: string; readonly seen: RolloutState },
): Promise<OperateAnswer> {
  const { plan, controller, inbox, clock } = rollout;
  // What may raise is decided on a look that is taken now; what lowers does not wait for one.
  const before = raises(word) ? (await controller.run()).state : seen;
  const event: RolloutEvent = { kind: 'said', id: `operate/${id}`, at: clock.now(), who, word };
  const known = before.taken.includes(event.id);
  if (!known) await inbox.post(event);
  // The core says beforehand what comes of it; the event itself is taken in by whichever controller is first.
  const { happenings } = transition(plan, before, event);
  const { state } = await controller.run();
  const view = statusView(plan, state, clock.now(), await parked());
  if (!state.taken.includes(event.id))
    return { kind: 'refused', reason: 'the command was kept, and is carried out at the next look', view };
  const refused = happenings.find((one) => one.kind === 'refused');
  if (refused) return { kind: 'refused', reason: refused.say, view };
  return { kind: 'done', say: known ? ['it was done before'] : happenings.map((one) => one.say), view };
}
