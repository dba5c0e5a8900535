import type { RolloutPlan } from '../plan/rollout-plan.js';
import type { Control, Position } from './control.js';
import type { Draft } from './draft.js';
import { gateAt, phaseAt, placeName } from './place.js';
import { judgeGate } from './gate.js';
import type { Instant, RolloutState } from './state.js';
import { waitsForTime } from './waits-for-time.js';

/** A place at which somebody has said not to wait any longer. */
export interface Promotion {
  readonly attempt: number;
  readonly position: Position;
}

/** Whether the present wait was skipped by a person. It is about this place in this attempt, and ends with it. */
export function isPromoted({ control, promoted }: RolloutState): boolean {
  if (control.mode !== 'running' || promoted?.attempt !== control.attempt) return false;
  const { position } = control;
  const step = (one: Position): number | undefined => ('step' in one ? one.step : undefined);
  return (
    promoted.position.stage === position.stage &&
    promoted.position.phase === position.phase &&
    step(promoted.position) === step(position)
  );
}

/**
 * Skips what the rollout waits for by time: a date, a soak, the least length of a phase. Gates, windows, freezes, notices
 * and work that is not done stay as they are.
 */
export function promote(draft: Draft, who: string): void {
  const { control } = draft.state;
  if (control.mode !== 'running') return;
  const { attempt, position } = control;
  draft.update({ promoted: { attempt, position } });
  draft.happened('promote', `${who} does not wait any longer for ${sayWait(draft.plan, control)}`);
}

function sayWait(plan: RolloutPlan, control: Extract<Control, { mode: 'running' }>): string {
  const phase = phaseAt(plan, control).name;
  const step = placeName(plan, control);
  switch (control.position.stage) {
    case 'entry':
      return `the date of phase ${phase}`;
    case 'waiting':
      return `the date of step ${step}`;
    case 'rising':
    case 'soaking':
    case 'judging':
      return `the soak of step ${step}`;
    case 'leaving':
      return `the length of phase ${phase}`;
  }
}

/** Why there is nothing to skip; nothing when there is. */
export function refusePromotion(plan: RolloutPlan, state: RolloutState, now: Instant): string | undefined {
  const { control } = state;
  if (control.mode !== 'running') return `the rollout is ${control.mode}`;
  if (isPromoted(state)) return 'it does not wait for a time any more';
  const gate = gateAt(plan, control);
  switch (control.position.stage) {
    case 'rising':
      return 'the step is on its way to its users';
    case 'judging':
      return `it waits for gate ${gate?.id ?? ''}, and a gate cannot be skipped`;
    case 'entry':
    case 'waiting':
    case 'soaking':
    case 'leaving':
      if (!waitsForTime(plan, state, now)) return 'it does not wait for a time here';
      return gate && judgeGate(plan, state, gate, now).verdict === 'no-go'
        ? `gate ${gate.id} has failed, and a failed gate cannot be skipped`
        : undefined;
  }
}
