import type { Finding } from '../judge/finding.js';
import type { RolloutPlan } from '../plan/rollout-plan.js';
import { successAt } from './chores/success.js';
import { untoldGate } from './chores/standing.js';
import { decide } from './control.js';
import { gateAt } from './place.js';
import type { Instant, RolloutState } from './state.js';
import { symbolsOf } from './symbols.js';
import { triggerState } from './triggers.js';
import { armedTriggers, isBlind, ownerOfTrigger, truthOf } from './watch.js';

/**
 * Whether new findings would change anything: a trigger's symbol, or a move of the automaton. Minutes that only feed
 * the judge need no transition.
 */
export function findingsMatter(
  plan: RolloutPlan,
  state: RolloutState,
  findings: Readonly<Record<string, Finding>>,
  now: Instant,
): boolean {
  const seen: RolloutState = { ...state, findings, observedAt: now };
  for (const trigger of armedTriggers(plan, seen)) {
    const owner = ownerOfTrigger(trigger);
    const before = triggerState(state, trigger.name);
    const holds = truthOf(plan, seen, owner, trigger.when, now) === 'yes';
    if (holds !== before.holds) return true;
    if (isBlind(plan, seen, owner, trigger.when, now) !== before.blind) return true;
    const resumable =
      before.phase === 'active' &&
      !holds &&
      (trigger.resume ? truthOf(plan, seen, owner, trigger.resume, now) === 'yes' : false);
    if (resumable) return true;
  }
  const success = successAt(plan, state);
  if (
    state.control.mode === 'completed' &&
    success !== undefined &&
    now >= success &&
    !('success' in state.told)
  )
    return true;
  const gate = gateAt(plan, state.control);
  if (!gate || (gate.all.length === 0 && gate.any.length === 0) || state.control.mode !== 'running')
    return false;
  const { stage } = state.control.position;
  if (stage === 'soaking' || stage === 'rising') return false;
  return (
    decide(state.control, symbolsOf(plan, seen, now)) !== undefined ||
    untoldGate(plan, seen, now) !== undefined
  );
}
