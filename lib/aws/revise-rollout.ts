import { revisionRefusalText } from '../report/revision-text.js';
import { sayChange } from '../rollout/revision/plan-change.js';
import { revise } from '../runtime/revise.js';
import type { CustomResourceResult } from './custom-resource/custom-resource-event.js';
import type { RevisionRequest } from './custom-resource/plan-resource.js';
import { deployedPlan, type PlanSource } from './deployed-plan.js';
import { pinnedPlan, type Stack } from './open-rollout.js';

/**
 * Hands the rollout of a stack over to a changed plan. The controller that runs next carries it out by that one.
 * @throws when the rollout has not begun, or a plan cannot be read
 */
export async function reviseRollout(
  { stores, clock }: Stack,
  source: PlanSource,
  { hash, id, by, consent }: RevisionRequest,
): Promise<CustomResourceResult> {
  const state = await stores.store.load();
  if (!state) return { ok: false, reason: 'the rollout has not begun: there is nothing to revise' };
  const after = deployedPlan(source, hash);
  const before = await pinnedPlan(stores, state.planHash);
  await stores.plans.put(source);
  const judgement = await revise(
    { store: stores.store, clock },
    { id, by, before, after, planHash: hash, ...(consent === '' ? {} : { consent }) },
  );
  if (judgement.kind === 'refused')
    return { ok: false, reason: revisionRefusalText(after.rollout, judgement) };
  const said = judgement.changes.map(sayChange).join('; ');
  return { ok: true, say: `the rollout goes on with the changed plan${said === '' ? '' : `: ${said}`}` };
}
