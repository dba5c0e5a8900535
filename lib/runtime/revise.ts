import type { RolloutPlan } from '../plan/rollout-plan.js';
import { judgeRevision, type RevisionJudgement } from '../rollout/revision/consent.js';
import { revisedEvent } from '../rollout/revision/revised-event.js';
import { transition } from '../rollout/transition.js';
import type { Clock, StateStore } from './ports.js';
import { stateDigest } from './state-digest.js';

/** Commits that lose against a controller that is running are made again, each on a newer state. */
const MOST_TRIES = 20;

/** Another plan for a rollout that is under way. */
export interface Revision {
  readonly id: string;
  readonly by: string;
  /** The plan that the rollout is pinned to. */
  readonly before: RolloutPlan;
  readonly after: RolloutPlan;
  /** The hash of `after`. */
  readonly planHash: string;
  /** The code with which a person accepts the changes that take it. */
  readonly consent?: string;
}

/**
 * Hands a rollout over to another plan, or says why not. The judgement and the commit are on the same state: nothing can
 * be exposed in between that the judgement has not seen.
 * @throws when the rollout has not begun, is pinned to another plan than `before`, or never comes to rest
 */
export async function revise(
  { store, clock }: { readonly store: StateStore; readonly clock: Clock },
  { id, by, before, after, planHash, consent }: Revision,
): Promise<RevisionJudgement> {
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    const state = await store.load();
    if (!state) throw new Error('the rollout has not begun: there is nothing to revise');
    const judgement = judgeRevision(before, after, state, consent);
    if (judgement.kind === 'refused') return judgement;
    const event = revisedEvent(before, after, state, {
      id,
      at: clock.now(),
      planHash,
      by,
      changes: judgement.changes,
      ...(judgement.consent === '' ? {} : { consent: judgement.consent }),
    });
    const next = transition(after, state, event);
    const { happenings, effects } = next;
    const { revision, at } = next.state;
    const evidence = { revision, at, event, happenings, effects, state: stateDigest(next.state) };
    const answer = await store.commit({
      expectedRevision: state.revision,
      state: next.state,
      evidence,
      effects,
    });
    if (answer.kind === 'committed') return judgement;
  }
  throw new Error('the rollout changes too fast to be revised: deploy again');
}
