import type { RolloutState } from '../../rollout/state.js';
import { anyExposed } from '../../rollout/step-exposure.js';
import type { DrillGround } from './drill-ground.js';
import { DRILL_ENVIRONMENT } from './drill-plan.js';
import { saidOf } from './said-of.js';

export type CleanUp =
  { readonly kind: 'tidy'; readonly say: string } | { readonly kind: 'not tidy'; readonly why: string };

/**
 * Brings a drill to its rest: the condition holds no more, nobody is exposed, both lanes serve what they should and the
 * brake is released. A drill that is still out, because it was broken off or its revert did not come, is reverted.
 * @param id of this cleaning up: what it says is said once
 */
export async function cleanUp(
  ground: DrillGround,
  id: string,
  patienceMs: number,
  lookMs: number,
): Promise<CleanUp> {
  const until = ground.clock.now() + patienceMs;
  let quiet: string | undefined;
  let reverted = false;
  for (;;) {
    let why: string;
    try {
      quiet ??= await ground.breach(false);
      const { state } = await ground.controller.run();
      const open = unrest(state);
      if (open === undefined) return { kind: 'tidy', say: `both lanes are at rest; ${quiet}` };
      why = open;
      if (!reverted && state.control.mode === 'running' && state.history.length > 0) {
        const at = ground.clock.now();
        const word = { kind: 'revert', what: 'all', because: 'the drill is cleaned up' } as const;
        await ground.post({ kind: 'said', id: `${id}/revert`, at, who: 'drill', word });
        reverted = true;
        continue;
      }
    } catch (error) {
      why = saidOf(error);
    }
    if (ground.clock.now() >= until) return { kind: 'not tidy', why };
    await ground.wait(lookMs);
  }
}

/** What keeps the rollout of the drill from its rest; nothing when it rests. */
function unrest({ control, environments, history }: RolloutState): string | undefined {
  const environment = environments[DRILL_ENVIRONMENT];
  if (!environment) return 'the lanes have not been looked at';
  if (history.length > 0 || anyExposed(environment.exposures)) return `its flag is on (${control.mode})`;
  for (const lane of ['brake', 'rise'] as const) {
    const seen = environment.seen[lane];
    if (seen.kind !== 'settled' || seen.generation !== environment[lane].generation)
      return `the ${lane} lane is ${seen.kind === 'settled' ? 'about to be published' : seen.kind}`;
  }
  return Object.keys(environment.caps).length > 0 ? 'the brake is on' : undefined;
}
