import { bucketOf } from '../flags/bucket.js';
import { compileBrake, compileRise } from '../flags/compile-flags.js';
import type { CompileInput, CompileProblem, SegmentRule } from '../flags/compile-input.js';
import type { FlagDocument } from '../flags/document.js';
import type { RolloutPlan } from '../plan/rollout-plan.js';
import { OLD_VARIANT } from '../plan/rollout-plan.js';
import { brakeCaps } from './exposed-units.js';
import type { RolloutState } from './state.js';

export type Lane = 'rise' | 'brake';

/** The part of a document's input that comes from the plan alone. */
export function compileInput(plan: RolloutPlan): CompileInput {
  return {
    flags: Object.values(plan.flags).map((flag) => ({
      key: flag.key,
      ...(flag.summary === undefined ? {} : { summary: flag.summary }),
      oldVariant: OLD_VARIANT,
      variants: flag.variants,
      bucketAttribute: flag.bucketAttribute,
    })),
    segments: new Map(
      Object.entries(plan.audience.segments).map(([name, segment]): [string, SegmentRule] => [name, segment]),
    ),
    unitAttribute: plan.audience.key,
    bucketing:
      plan.audience.bucketing === 'appconfig'
        ? { kind: 'appconfig', seed: plan.audience.salt }
        : { kind: 'phasegate' },
    bucketOf: (unit, flag) => bucketOf(plan.flags[flag]?.salt ?? plan.audience.salt, unit),
  };
}

/** The document that a lane should serve, computed from the state at every look. */
export function laneDocument(
  plan: RolloutPlan,
  state: RolloutState,
  environment: string,
  lane: Lane,
): FlagDocument {
  const result = compileLane(plan, state, environment, lane);
  if (result.ok) return result.document;
  throw new Error(
    `the ${lane} document of ${environment} cannot be made: ${result.problems.map((problem) => `${problem.found} (allowed: ${problem.allowed})`).join('; ')}`,
  );
}

/** As `laneDocument`, with the reasons when AppConfig would refuse the document. */
function compileLane(
  plan: RolloutPlan,
  state: RolloutState,
  environment: string,
  lane: Lane,
):
  | { readonly ok: true; readonly document: FlagDocument }
  | { readonly ok: false; readonly problems: readonly CompileProblem[] } {
  const current = state.environments[environment];
  if (!current) throw new Error(`the rollout has no environment ${environment}`);
  const input = compileInput(plan);
  if (lane === 'brake')
    return compileBrake({ ...input, caps: brakeCaps(plan, state, current), excluded: state.excluded });
  const rise = { ...input, exposures: current.exposures, included: state.included };
  if (!current.next) return compileRise(rise);
  const marked = compileRise({ ...rise, next: current.next });
  // Marks are for measuring: where they are more than AppConfig takes, there are none.
  return marked.ok ? marked : compileRise(rise);
}
