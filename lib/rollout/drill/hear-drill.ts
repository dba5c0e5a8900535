import { sayInstant } from '../../plan/calendar.js';
import type { RolloutPlan } from '../../plan/rollout-plan.js';
import type { Draft } from '../draft.js';
import type { Said } from '../event.js';
import type { DrillState, Instant, RolloutState } from '../state.js';
import { isDrilling } from './broken-off.js';
import { drillHindrance } from './drill-hindrance.js';
import type { DrillProof } from './drill-proof.js';
import { drillPromise, drillVerdict, sayVerdict } from './drill-verdict.js';

/** Why no drill begins now; nothing when one does. There is one at a time. */
export function refuseDrill(plan: RolloutPlan, state: RolloutState, now: Instant): string | undefined {
  const running = state.drill?.running;
  if (running && isDrilling(state, now))
    return `a drill of ${running.by} is under way since ${sayInstant(running.at, plan.timezone)}`;
  return drillHindrance(plan, state);
}

/** Why a proof is not taken: it belongs to no drill that is under way. */
export function refuseProof({ drill }: RolloutState, proof: DrillProof | undefined): string | undefined {
  if (!proof || drill?.running?.id === proof.drill) return undefined;
  return `the drill ${proof.drill} is not under way: it was never begun, or has been recorded`;
}

/** Begins a drill. One that was broken off has failed, and is recorded now. */
export function beginDrill(draft: Draft, { id, who }: Said): void {
  const broken = draft.state.drill?.running;
  if (broken) {
    const say = 'failed: it was broken off before its end';
    draft.happened('drill', `the drill of ${broken.by} ${say}`);
    keep(draft, {
      last: { by: broken.by, startedAt: broken.at, endedAt: draft.now, verdict: 'failed', say },
    });
  }
  keep(draft, { ...draft.state.drill, running: { id, by: who, at: draft.now } });
  draft.happened('drill', `${who} begins a drill of the revert path`);
}

/**
 * Takes in how a drill went. The verdict is made here, from what was seen; only a drill that has passed counts. Somebody's
 * word without a proof counts as well: it is what scenarios say, and people cannot say it on AWS.
 */
export function endDrill(draft: Draft, who: string, proof: DrillProof | undefined): void {
  if (!proof) {
    draft.time({ lastDrillAt: draft.now });
    draft.happened('drill', `${who} has exercised the revert path`);
    return;
  }
  const promise = drillPromise(draft.plan);
  const verdict = drillVerdict(proof, promise);
  const say = sayVerdict(verdict, promise);
  const { startedAt } = proof;
  const by = draft.state.drill?.running?.by ?? who;
  keep(draft, { last: { by, startedAt, endedAt: draft.now, verdict: verdict.kind, say } });
  if (verdict.kind === 'passed') draft.time({ lastDrillAt: draft.now });
  draft.happened('drill', `the drill of ${by} ${say}`);
}

function keep(draft: Draft, drill: DrillState): void {
  draft.update({ drill });
}
