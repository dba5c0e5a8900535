import type { Finding } from '../judge/finding.js';
import type { Act } from '../plan/expressions/response.js';
import type { RolloutPlan, Trigger } from '../plan/rollout-plan.js';
import type { RolloutState } from './state.js';
import { termsOf } from '../plan/expressions/condition.js';
import { armedTriggers, truthOf, ownerOfTrigger } from './watch.js';

/** The triggers that may have to put back affected units now, each with the metrics whose bad samples tell who they are. */
export function triggersThatNeedAffected(
  plan: RolloutPlan,
  state: RolloutState,
  findings: Readonly<Record<string, Finding>>,
  now: number,
): readonly { readonly trigger: Trigger; readonly metrics: readonly string[]; readonly since: number }[] {
  const seen: RolloutState = { ...state, findings, observedAt: now };
  return armedTriggers(plan, seen).flatMap((trigger) => {
    if (!trigger.then.some((response) => revertsAffected(response.act))) return [];
    const current = state.triggers[trigger.name];
    const fires =
      current?.phase === 'active' ||
      truthOf(plan, seen, ownerOfTrigger(trigger), trigger.when, now) === 'yes';
    const metrics = termsOf(trigger.when).flatMap((term) => (term.kind === 'claim' ? [term.metric] : []));
    return fires ? [{ trigger, metrics, since: state.times.phaseEnteredAt }] : [];
  });
}

function revertsAffected(act: Act): boolean {
  return act.kind === 'ask'
    ? revertsAffected(act.act)
    : act.kind === 'revert' && act.what === 'affected users';
}
