import { nextOpening } from '../../plan/calendar.js';
import type { RolloutPlan } from '../../plan/rollout-plan.js';
import type { Draft } from '../draft.js';
import { isUnmeasured, judgeGate, type GateView } from '../gate.js';
import { holds, noReturnHolds } from '../holds.js';
import { noticedFrom } from '../notice-times.js';
import { exposes, gateAt, gateKey, stepAt } from '../place.js';
import { leaveDue, phaseDue, stepDue } from '../schedule.js';
import type { Instant, RolloutState } from '../state.js';
import { phaseAt } from '../place.js';
import type { Chore } from './chore.js';

/** Says why the rollout stands where it stands: a gate that does not let it pass, something that holds a due step. */
export const standing: Chore = {
  run: (draft) => {
    tellGate(draft);
    tellHolds(draft);
  },
  dueAt: () => undefined,
};

/** A gate that is asked, has an answer other than go, and has not told it yet; `undefined` otherwise. */
export function untoldGate(
  plan: RolloutPlan,
  state: RolloutState,
  now: Instant,
): { readonly key: string; readonly view: GateView } | undefined {
  const gate = gateAt(plan, state.control);
  if (!gate || !gateIsAsked(plan, state, now)) return undefined;
  const view = judgeGate(plan, state, gate, now);
  if (view.verdict === 'go' || isUnmeasured(view)) return undefined;
  const key = `gate/${gateKey(gate, state.control)}@${String(state.times.gateSince)}/${view.verdict}`;
  return key in state.told ? undefined : { key, view };
}

/** Whether what is found about the gate at this place can change anything by now: its time has come. */
export function gateIsAsked(plan: RolloutPlan, state: RolloutState, now: Instant): boolean {
  if (state.control.mode !== 'running') return false;
  switch (state.control.position.stage) {
    case 'entry':
      return now >= phaseDue(plan, state.startAt, phaseAt(plan, state.control));
    case 'waiting': {
      const step = stepAt(plan, state.control);
      return step !== undefined && now >= stepDue(plan, state, step, now);
    }
    case 'rising':
    case 'soaking':
      return false;
    case 'judging':
      return true;
    case 'leaving':
      return now >= leaveDue(plan, state);
  }
}

function tellGate(draft: Draft): void {
  const untold = untoldGate(draft.plan, draft.state, draft.now);
  if (!untold) return;
  draft.once(untold.key, () => {
    draft.happened('gate', `gate ${untold.view.id}: ${untold.view.verdict}`, untold.view);
  });
}

function tellHolds(draft: Draft): void {
  const { plan, state, now } = draft;
  for (const { say } of noReturnHolds(plan, state)) {
    const name = phaseAt(plan, state.control).name;
    draft.once(
      `held/${name}#${String(state.control.attempt)}@${String(state.times.gateSince)}/${say}`,
      () => {
        draft.happened('held', `phase ${name}, a point of no return, is held: ${say}`);
      },
    );
  }
  const step = stepAt(plan, state.control);
  if (
    state.control.mode !== 'running' ||
    state.control.position.stage !== 'waiting' ||
    !step ||
    !exposes(step)
  )
    return;
  if (now < stepDue(plan, state, step, now)) return;
  const noticed = noticedFrom(state, step) ?? Infinity;
  const reasons = holds(plan, state, now)
    .filter((hold) => hold.kind !== 'lane' && hold.kind !== 'brake' && hold.kind !== 'window')
    .map((hold) => hold.say);
  const opens = nextOpening(phaseAt(plan, state.control).windows, plan.timezone, now);
  if (noticed > opens) reasons.push('a required notice has not been out for its lead time');
  for (const reason of reasons) {
    draft.once(
      `held/${step.id}#${String(state.control.attempt)}@${String(state.times.gateSince)}/${reason}`,
      () => {
        draft.happened('held', `${step.id} is held: ${reason}`);
      },
    );
  }
}
