import { readPlan } from '../plan/read-plan.js';
import type { RolloutPlan } from '../plan/rollout-plan.js';
import type { EvidenceHeader } from '../runtime/evidence-chain.js';
import { planHash } from '../runtime/plan-hash.js';

/** A plan file as it travels from the stack to its functions, with the contents of the list files that it names. */
export type PlanSource = EvidenceHeader['plan'];

/**
 * Reads a plan that was deployed.
 * @throws when it is not the plan with this hash, or has mistakes: both were ruled out when the stack was made
 */
export function deployedPlan(source: PlanSource, hash: string): RolloutPlan {
  const found = planHash(source.text, source.lists);
  if (found !== hash) throw new Error(`${source.file} has the hash ${found}, and ${hash} was deployed`);
  const { plan, problems } = readPlan(source.file, source.text, (name) => source.lists[name]);
  if (plan) return plan;
  const first = problems[0];
  throw new Error(
    `${source.file} is no plan: line ${String(first?.line ?? 0)}: ${first?.found ?? 'unknown'}`,
  );
}
