import type { RolloutPlan } from '../plan/rollout-plan.js';
import { entryAnswer, type EntryAnswer, type EntryRequest } from '../rollout/entry.js';
import type { RolloutState } from '../rollout/state.js';
import type { Controller } from './controller.js';
import type { Clock } from './ports.js';
import type { RolloutEvent } from '../rollout/event.js';

/** A rollout that is being carried out, as far as entering a phase needs it. */
export interface EnterablePhases {
  readonly plan: RolloutPlan;
  readonly controller: Pick<Controller, 'run'>;
  readonly inbox: { post(event: RolloutEvent): Promise<void> };
  readonly clock: Clock;
}

export interface EntryOutcome {
  readonly answer: EntryAnswer;
  readonly state: RolloutState;
}

/**
 * Enters a phase, or says why not. The gate is judged on a look that is taken now; the request is recorded like any
 * other word, and what counts is what came of it. Asking again changes nothing.
 * @param request.id of the request: the same id again is the same request
 * @throws when the request is lost between the inbox and the controller
 */
export async function enterPhase(
  { plan, controller, inbox, clock }: EnterablePhases,
  request: EntryRequest & { readonly id: string; readonly who: string },
): Promise<EntryOutcome> {
  const { phase, attempt, id, who } = request;
  const asked: EntryRequest = { phase, ...(attempt === undefined ? {} : { attempt }) };
  const { state } = await controller.run({ look: 'anyway' });
  const answer = entryAnswer(plan, state, asked, clock.now());
  if (answer.kind !== 'granted') return { answer, state };
  await inbox.post({ kind: 'said', id, at: clock.now(), who, word: { kind: 'enter', ...asked } });
  const after = (await controller.run()).state;
  // A trigger may have fired in between, or somebody else may have been faster.
  const now = entryAnswer(plan, after, asked, clock.now());
  if (now.kind === 'granted') throw new Error(`the request for phase ${phase} was not taken in: ask again`);
  return { answer: now.kind === 'already' ? answer : now, state: after };
}
