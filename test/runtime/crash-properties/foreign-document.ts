import { compileBrake, compileRise } from '../../../lib/flags/compile-flags.js';
import type { FlagDocument } from '../../../lib/flags/document.js';
import type { RolloutPlan } from '../../../lib/plan/rollout-plan.js';
import { compileInput } from '../../../lib/rollout/desired.js';

/** What somebody else may deploy to either lane: everybody is in, or nobody. */
export function foreignDocument(plan: RolloutPlan, everybody: boolean): FlagDocument {
  const input = compileInput(plan);
  const exposures = Object.fromEntries(
    Object.values(plan.flags).map(({ key, newVariant }) => [
      key,
      { variant: newVariant, grants: [{ below: 1_000_000 }] },
    ]),
  );
  const result = everybody
    ? compileRise({ ...input, included: [], exposures })
    : compileBrake({ ...input, caps: {}, excluded: [] });
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result.document;
}
