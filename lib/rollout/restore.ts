import type { RolloutPlan } from '../plan/rollout-plan.js';
import type { Draft } from './draft.js';
import { standingHolds, stopsRise } from './holds.js';
import { refreshBrakes } from './lower.js';
import { areServed, placeName } from './place.js';
import type { RolloutState } from './state.js';
import { triggerState } from './triggers.js';

/** The flags whose disabling or substitute variant is over, so that only something that holds keeps it. */
export function restorable(plan: RolloutPlan, state: RolloutState): readonly string[] {
  // After the end nobody watches any more: nothing rises.
  if (state.control.mode === 'closed') return [];
  return [
    ...Object.keys(state.disabled).filter((flag) => isEnabledAgain(plan, state, flag)),
    ...Object.keys(state.served).filter((flag) => isPlansAgain(plan, state, flag)),
  ];
}

function isEnabledAgain(plan: RolloutPlan, state: RolloutState, flag: string): boolean {
  const one = state.disabled[flag];
  if (!one) return false;
  return one.over === true || (one.cause === 'trigger' && isOver(plan, state, one.by));
}

function isPlansAgain(plan: RolloutPlan, state: RolloutState, flag: string): boolean {
  const one = state.served[flag];
  return one !== undefined && isOver(plan, state, one.by);
}

function isOver(plan: RolloutPlan, state: RolloutState, by: string): boolean {
  return plan.triggers.some((trigger) => trigger.name === by) && triggerState(state, by).phase === 'quiet';
}

/** Brings flags and variants back once nothing holds. */
export function restoreFlags(draft: Draft): void {
  const { plan, state } = draft;
  const names = restorable(plan, state).join(', ');
  if (names === '' || standingHolds(plan, state, draft.now).length > 0) return;
  const off = Object.entries(state.disabled);
  const back = off.filter(([flag]) => isEnabledAgain(plan, state, flag));
  draft.update({
    disabled: Object.fromEntries(off.filter(([flag]) => !isEnabledAgain(plan, state, flag))),
    restoring: {
      disabled: { ...state.restoring?.disabled, ...Object.fromEntries(back) },
      after: state.generation,
    },
    served: Object.fromEntries(
      Object.entries(state.served).filter(([flag]) => !isPlansAgain(plan, state, flag)),
    ),
  });
  refreshBrakes(draft, `${names} restored`, placeName(plan, state.control));
  draft.happened('resume', `restored: ${names}`);
}

/** Turns flags that are on their way back on off again when something begins to hold; they come back after it. */
export function settleRestoring(draft: Draft): void {
  const { restoring, ...rest } = draft.state;
  if (!restoring) return;
  if (areServed(draft.state, ['brake'], restoring.after)) {
    draft.state = rest;
    return;
  }
  const hold = standingHolds(draft.plan, draft.state, draft.now).find(stopsRise);
  if (!hold) return;
  const again = Object.fromEntries(
    Object.entries(restoring.disabled).map(([flag, one]) => [flag, { ...one, over: true as const }]),
  );
  draft.state = { ...rest, disabled: { ...again, ...rest.disabled } };
  const names = Object.keys(again).join(', ');
  if (names === '') return;
  refreshBrakes(draft, `${names} off again: ${hold.say}`, placeName(draft.plan, draft.state.control));
  draft.happened('disable', `disabled again: ${names}, which were on their way back, and ${hold.say}`);
}
