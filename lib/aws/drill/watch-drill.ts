import { isDrilling } from '../../rollout/drill/broken-off.js';
import type { RolloutState } from '../../rollout/state.js';
import { deployedDrill, type DrilledStack } from './deployed-drill.js';

/**
 * Looks after a drill that is under way, as after the rollout itself: what the function that reverts has decided and could
 * not publish is published at the next look. Nothing that fails here keeps the rollout from its own.
 * @param state of the rollout that is drilled
 * @returns why the drill could not be looked after, if so
 */
export async function watchDrill(stack: DrilledStack, state: RolloutState): Promise<string | undefined> {
  if (!isDrilling(state, stack.clock.now())) return undefined;
  try {
    const { controller, stores } = deployedDrill(stack);
    if (await stores.store.load()) await controller.run();
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
