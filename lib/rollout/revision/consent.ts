import type { RolloutPlan } from '../../plan/rollout-plan.js';
import type { RolloutState } from '../state.js';
import { diffPlans } from './diff-plans.js';
import { fingerprint } from './fingerprint.js';
import { sayChange, type PlanChange } from './plan-change.js';

/**
 * The code that a person repeats to accept exactly these changes: eight hexadecimal digits, of the sentences of those
 * that take consent; empty when none of them does. It guards against accepting one thing and getting another, not
 * against somebody who forges it.
 */
export function consentOf(changes: readonly PlanChange[]): string {
  const asked = changes.filter((change) => change.weight === 'needs consent');
  return asked.length === 0 ? '' : fingerprint(asked.map(sayChange).sort().join('\n'));
}

/** Whether a plan may take the place of another. */
export interface RevisionJudgement {
  /** `same`: the plans say the same; `refused`: a change is refused, or its consent is missing or another. */
  readonly kind: 'same' | 'accepted' | 'refused';
  readonly changes: readonly PlanChange[];
  /** What has to be repeated to accept these changes; empty when nothing takes consent. It does not help what is refused. */
  readonly consent: string;
}

/**
 * Judges a plan that is to take the place of the one that the rollout is pinned to, at this state: the state that is
 * judged has to be the one that the revision is committed on.
 * @param consent the code that a person has given, if any
 */
export function judgeRevision(
  before: RolloutPlan,
  after: RolloutPlan,
  state: RolloutState,
  consent?: string,
): RevisionJudgement {
  const changes = diffPlans(before, after, state);
  const needed = consentOf(changes);
  const accepted =
    !changes.some((change) => change.weight === 'refused') && (needed === '' || needed === consent);
  const kind = changes.length === 0 ? 'same' : accepted ? 'accepted' : 'refused';
  return { kind, changes, consent: needed };
}
