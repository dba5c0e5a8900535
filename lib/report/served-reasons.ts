import type { FlagContext } from '../flags/context.js';
import type { Grant } from '../flags/exposure.js';
import { wellFormed } from '../flags/well-formed.js';
import { OLD_VARIANT, type Flag, type RolloutPlan } from '../plan/rollout-plan.js';
import type { RolloutState } from '../rollout/state.js';
import { grantReason, type GrantReason } from './sentences/grant-reasons.js';

/** One flag, asked for one unit. */
export interface Asked {
  readonly plan: RolloutPlan;
  readonly state: RolloutState;
  readonly environment: string;
  readonly flag: Flag;
  readonly unit: string;
  readonly context: FlagContext;
}

/**
 * Why a unit is served what it is: what lets it in and what the brake lane makes of it, or everything that keeps it
 * out.
 * @param risen whether the document of the rise lane gives it a new variant
 */
export function servedReasons(asked: Asked, risen: boolean): readonly string[] {
  const exposure = asked.state.environments[asked.environment]?.exposures[asked.flag.key];
  const grants = exposure && exposure.variant !== OLD_VARIANT ? exposure.grants : [];
  const reasons = reasonsOf(asked, grants);
  if (risen)
    return [
      reasons.find(({ lets }) => lets)?.say ?? 'let in by name, outside the plan',
      ...brakeReasons(asked),
    ];
  return reasons.length === 0 ? ['the rise lane exposes nobody'] : reasons.map(({ say }) => say);
}

/** What the brake lane does to a unit that the rise lane lets in; nothing when it is open. */
function brakeReasons(asked: Asked): readonly string[] {
  const { plan, state, environment, flag, unit } = asked;
  const disabled = state.disabled[flag.key];
  if (disabled) return [`brake lane: off for everybody, by ${disabled.by}`];
  if (state.excluded.map(wellFormed).includes(wellFormed(unit)))
    return [`brake lane: this ${plan.audience.unit} was put back by name`];
  const served = state.served[flag.key];
  const instead = served ? [`brake lane: whoever is in gets ${served.variant}, by ${served.by}`] : [];
  const limit = state.environments[environment]?.caps[flag.key]?.limit ?? 'open';
  if (limit === 'open') return instead;
  const reasons = reasonsOf(asked, limit);
  if (reasons.length === 0) return ['brake lane: capped for everybody'];
  const letIn = reasons.find(({ lets }) => lets);
  return letIn
    ? [`brake lane: capped, but not for this ${plan.audience.unit} (${letIn.say})`, ...instead]
    : reasons.map(({ say }) => `brake lane: capped; ${say}`);
}

function reasonsOf({ plan, flag, unit, context }: Asked, grants: readonly Grant[]): readonly GrantReason[] {
  return grants.map((grant) => grantReason(plan, flag, grant, unit, context));
}
