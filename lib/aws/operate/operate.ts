import { statusView, type StatusView } from '../../report/status-view.js';
import type { Said } from '../../rollout/event.js';
import type { RolloutState } from '../../rollout/state.js';
import { commandHash, type BoundCommand } from '../identity/command-hash.js';
import type { Verified } from '../identity/verify-identity.js';
import type { OpenRollout } from '../open-rollout.js';
import { drillAnswer, startDrill, type OperatedDrills } from './operate-drill.js';
import { carryOutWord, outcomeIn, recordOf, type CarriedOut, type WordOutcome } from './carry-out-word.js';
import { operateRequest, raises, type OperateAnswer, type OperateRequest } from './operate-request.js';

/** Whoever lowers exposure without being known. */
const UNIDENTIFIED = 'somebody unidentified';

export interface Operated extends CarriedOut {
  readonly rollout: CarriedOut['rollout'] & Pick<OpenRollout, 'load'>;
  /** How many messages and hooks wait for people. */
  parked(): Promise<number>;
  /** Finds out who has signed a command. */
  verify(command: BoundCommand, identity: unknown): Promise<Verified>;
  readonly drills: OperatedDrills;
}

type Say = OperateRequest & { readonly kind: 'say' };

/**
 * Answers a request of a person. What may let exposure rise needs somebody who is known, and a state that they have seen.
 * What lowers it is never blocked: not by a missing signature, not by an STS that does not answer, not by a state that
 * has moved on. The same id again is the same command: it is answered with what came of it the first time.
 */
export async function operate(operated: Operated, payload: unknown): Promise<OperateAnswer> {
  const parsed = operateRequest.safeParse(payload);
  if (!parsed.success)
    return {
      kind: 'refused',
      reason: 'the request cannot be read: this command and the stack are of different versions',
    };
  const request = parsed.data;
  const state = await operated.rollout.load();
  if (!state) return { kind: 'refused', reason: 'the rollout has not begun' };
  if (request.kind === 'status') return { kind: 'status', view: await viewOf(operated, state) };
  if (request.kind === 'drill') return drillAnswer(operated, eventId(request), state);
  if (state.taken.includes(eventId(request))) return again(operated, request, state);
  const asker = await askerOf(operated, request);
  if ('refused' in asker) return refused(operated, asker.refused, state);
  if (!raises(request.word)) return say(operated, request, { who: asker.who, seen: state });
  // What may raise is decided on a look that is taken now, and only if it finds what the person has seen.
  const { state: seen } = await operated.rollout.controller.run({ look: 'anyway' });
  if (request.generation !== seen.generation)
    return refused(operated, 'the rollout has moved on since you have looked: look again', seen);
  return say(operated, request, { who: asker.who, seen });
}

function eventId({ id }: { readonly id: string }): string {
  return `operate/${id}`;
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
  const command = { rollout: rollout.plan.rollout, generation, id, word };
  if (needed) {
    const verified = await verify(command, identity);
    return verified.kind === 'verified' ? { who: verified.person } : { refused: verified.reason };
  }
  try {
    const verified = await verify(command, identity);
    return { who: verified.kind === 'verified' ? verified.person : UNIDENTIFIED };
  } catch {
    // Whatever keeps us from finding out who it is keeps nobody from putting users back.
    return { who: UNIDENTIFIED };
  }
}

async function say(
  operated: Operated,
  request: Say,
  { who, seen }: { readonly who: string; readonly seen: RolloutState },
): Promise<OperateAnswer> {
  const at = operated.rollout.clock.now();
  const event: Said = { kind: 'said', id: eventId(request), at, who, word: request.word };
  const { outcome, state } = await carryOutWord(operated, event, seen);
  if (event.word.kind === 'drill') await startDrill(operated, event.id, state);
  return answerOf(operated, outcome, state);
}

/** A command that was taken in before, such as one whose answer was lost on the way. */
async function again(operated: Operated, request: Say, state: RolloutState): Promise<OperateAnswer> {
  const record = await recordOf(operated, eventId(request));
  const said = record?.event.kind === 'said' ? record.event.word : undefined;
  const { rollout } = operated.rollout.plan;
  const hashOf = (word: BoundCommand['word']): string =>
    commandHash({ rollout, generation: 0, id: request.id, word });
  if (said && hashOf(said) !== hashOf(request.word))
    return refused(operated, `this id was \`${said.kind}\` before: a command has an id of its own`, state);
  if (said?.kind === 'drill') await startDrill(operated, eventId(request), state);
  return answerOf(operated, outcomeIn(record), state);
}

async function answerOf(
  operated: Operated,
  outcome: WordOutcome,
  state: RolloutState,
): Promise<OperateAnswer> {
  switch (outcome.kind) {
    case 'done':
      return { ...outcome, view: await viewOf(operated, state) };
    case 'refused':
      return refused(operated, outcome.reason, state);
    case 'kept':
      return refused(operated, 'the command was kept, and is carried out at the next look', state);
  }
}

async function refused(operated: Operated, reason: string, state: RolloutState): Promise<OperateAnswer> {
  return { kind: 'refused', reason, view: await viewOf(operated, state) };
}

async function viewOf({ rollout, parked }: Operated, state: RolloutState): Promise<StatusView> {
  return statusView(rollout.plan, state, rollout.clock.now(), await parked());
}
