import { drillView } from '../../report/drill-view.js';
import type { DrillProof } from '../../rollout/drill/drill-proof.js';
import type { RolloutState } from '../../rollout/state.js';
import { saidOf } from '../../runtime/drill/said-of.js';
import type { CarriedOut } from './carry-out-word.js';
import type { OperateAnswer } from './operate-request.js';

/** What a drill has seen so far, and whether it will see more. */
export interface DrillProgress {
  readonly proof: DrillProof;
  readonly isOver: boolean;
}

/** The drills of a stack, as `operate` knows them. */
export interface OperatedDrills {
  /** Starts the function that drills. Started twice, a drill is carried out once. @throws when it cannot be started */
  start(drill: string): Promise<void>;
  /** The newest that has begun to look. */
  get(): Promise<DrillProgress | undefined>;
  put(progress: DrillProgress): Promise<void>;
}

interface Drilled extends CarriedOut {
  readonly drills: OperatedDrills;
}

/**
 * Starts the drill that a word has begun; nothing when the word was refused or the drill has ended. One that cannot be
 * started has failed, and is recorded so: nobody waits for it.
 */
export async function startDrill(
  { rollout, drills }: Drilled,
  id: string,
  state: RolloutState,
): Promise<void> {
  const running = state.drill?.running;
  if (running?.id !== id) return;
  try {
    await drills.start(id);
  } catch (error) {
    const { by } = running;
    const now = rollout.clock.now();
    const broken = `the function that drills could not be started: ${saidOf(error)}`;
    await endDrill(
      { ...rollout, drills },
      { drill: id, by, ground: 'aws', startedAt: now, legs: [], broken },
    );
    await rollout.controller.run();
  }
}

/** Hands the proof of a drill that is over to the rollout, and shows it to those who watch. */
export async function endDrill(
  {
    inbox,
    clock,
    drills,
  }: Pick<CarriedOut['rollout'], 'inbox' | 'clock'> & { readonly drills: Pick<OperatedDrills, 'put'> },
  proof: DrillProof,
): Promise<void> {
  await inbox.post({
    kind: 'said',
    id: `drilled/${proof.drill}`,
    at: clock.now(),
    who: proof.by,
    word: { kind: 'drilled', proof },
  });
  await drills.put({ proof, isOver: true });
}

/** How a drill goes. One that is over is recorded at once, and not only at the controller's next look. */
export async function drillAnswer(
  { rollout, drills }: Drilled,
  id: string,
  state: RolloutState,
): Promise<OperateAnswer> {
  const newest = await drills.get();
  const seen = newest?.proof.drill === id ? newest : undefined;
  const running = (now: RolloutState): boolean => now.drill?.running?.id === id;
  if (!seen && !running(state))
    return { kind: 'refused', reason: 'there is no such drill: it was not begun, or another came after it' };
  if (!seen) return { kind: 'drill', recorded: false };
  const { proof, isOver } = seen;
  const after = isOver && running(state) ? (await rollout.controller.run()).state : state;
  return {
    kind: 'drill',
    drill: drillView(rollout.plan, proof, isOver),
    recorded: isOver && !running(after),
  };
}
