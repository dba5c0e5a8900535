import type { Phase, RolloutPlan } from '../plan/rollout-plan.js';
import { judgeGate, type GateView } from './gate.js';
import { noReturnHolds } from './holds.js';
import { phaseAt } from './place.js';
import { isPromoted } from './promote.js';
import { phaseDue } from './schedule.js';
import type { Instant, RolloutState } from './state.js';

/** A phase that somebody wants to be entered, in the present attempt when none is named. */
export interface EntryRequest {
  readonly phase: string;
  readonly attempt?: number;
}

/** Why a phase is not entered. */
export type EntryRefusal =
  | { readonly kind: 'closed' }
  | { readonly kind: 'unknown phase'; readonly phase: string; readonly allowed: readonly string[] }
  /** Phases of this rollout are entered as soon as their gates say go. */
  | { readonly kind: 'by itself' }
  /** The rollout is still in an earlier phase. */
  | { readonly kind: 'out of order'; readonly phase: string; readonly now: string; readonly next: string }
  | { readonly kind: 'wrong attempt'; readonly asked: number; readonly present: number }
  /** It goes on only as a new attempt, at the phase that it was put back to. */
  | { readonly kind: 'reverted'; readonly what: string; readonly phase: string; readonly attempt: number }
  | { readonly kind: 'not due'; readonly phase: string; readonly due: Instant }
  /** It is a point of no return, and something holds. */
  | { readonly kind: 'held'; readonly phase: string; readonly by: string }
  | { readonly kind: 'gate'; readonly phase: string; readonly view: GateView };

export type EntryAnswer =
  /** It may be entered now. */
  | { readonly kind: 'granted'; readonly phase: Phase; readonly newAttempt: boolean }
  /** It was entered before, or asked for: there is nothing to do. */
  | { readonly kind: 'already'; readonly phase: Phase }
  | { readonly kind: 'refused'; readonly because: EntryRefusal };

/**
 * Whether a phase may be entered now, seen from what was last measured. Phases are entered in their order, when their
 * day has come (or somebody does not wait for it) and their entry gate says go; after a revert only as a new attempt.
 * Windows and freezes do not matter: they hold the steps. Pauses and triggers hold what cannot be taken back. A phase that was entered before stays entered: a deployment
 * that is rolled back asks for the earlier phase once more, and nothing may come of it.
 */
export function entryAnswer(
  plan: RolloutPlan,
  state: RolloutState,
  { phase: name, attempt }: EntryRequest,
  now: Instant,
): EntryAnswer {
  const refused = (because: EntryRefusal): EntryAnswer => ({ kind: 'refused', because });
  const { control, requested } = state;
  const phase = plan.phases.find((one) => one.name === name);
  if (!phase)
    return refused({ kind: 'unknown phase', phase: name, allowed: plan.phases.map((one) => one.name) });
  if (requested === undefined) return refused({ kind: 'by itself' });
  if (control.mode === 'completed' || (control.mode === 'closed' && requested >= phase.index))
    return { kind: 'already', phase };
  if (control.mode === 'closed') return refused({ kind: 'closed' });
  const present = phaseAt(plan, control);
  if (control.mode === 'reverted') {
    if (phase.index < present.index) return { kind: 'already', phase };
    const next = control.attempt + 1;
    if (phase.index > present.index || attempt !== next)
      return refused({ kind: 'reverted', what: control.what, phase: present.name, attempt: next });
    return { kind: 'granted', phase, newAttempt: true };
  }
  if (attempt !== undefined && attempt > control.attempt)
    return refused({ kind: 'wrong attempt', asked: attempt, present: control.attempt });
  const { position } = control;
  if (phase.index < present.index || (phase.index === present.index && position.stage !== 'entry'))
    return { kind: 'already', phase };
  const next = position.stage === 'entry' ? present : plan.phases[present.index + 1];
  if (phase !== present)
    return refused({
      kind: 'out of order',
      phase: name,
      now: present.name,
      next: next?.name ?? present.name,
    });
  if (requested >= phase.index) return { kind: 'already', phase };
  const due = phaseDue(plan, state.startAt, phase);
  if (now < due && !isPromoted(state)) return refused({ kind: 'not due', phase: name, due });
  const [hold] = noReturnHolds(plan, state);
  if (hold) return refused({ kind: 'held', phase: name, by: hold.say });
  const view = phase.enter ? judgeGate(plan, state, phase.enter, now) : undefined;
  if (view && view.verdict !== 'go') return refused({ kind: 'gate', phase: name, view });
  return { kind: 'granted', phase, newAttempt: false };
}

/** The refusal in one sentence, for the evidence. */
export function sayEntryRefusal(because: EntryRefusal): string {
  switch (because.kind) {
    case 'closed':
      return 'the rollout is closed';
    case 'unknown phase':
      return `the plan has no phase ${because.phase}`;
    case 'by itself':
      return 'its phases are entered as soon as their gates say go';
    case 'out of order':
      return because.next === because.now
        ? `${because.next} comes first`
        : `${because.now} has not been left, and ${because.next} comes next`;
    case 'wrong attempt':
      return `this is attempt ${String(because.present)}, not ${String(because.asked)}`;
    case 'reverted':
      return `users were put back (${because.what}): it goes on as ${because.phase}#${String(because.attempt)} only`;
    case 'not due':
      return `${because.phase} begins on ${new Date(because.due).toISOString().slice(0, 16)}Z`;
    case 'held':
      return `${because.phase} is a point of no return, and it is held: ${because.by}`;
    case 'gate':
      return `gate ${because.view.id} is ${because.view.verdict}`;
  }
}
