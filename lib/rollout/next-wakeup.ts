import { nextOccurrence, nextOpening } from '../plan/calendar.js';
import { termsOf } from '../plan/expressions/condition.js';
import type { RolloutPlan } from '../plan/rollout-plan.js';
import { CHORES } from './chores/all-chores.js';
import { earliestAfter } from './chores/chore.js';
import { turnsAt } from './facts.js';
import { decisionTime } from './gate.js';
import { freezeTimes, holds } from './holds.js';
import { noticedFrom } from './notice-times.js';
import { gateAt, phaseAt, stepAt } from './place.js';
import { disarmedAt, leaveDue, phaseDue, soakEnd } from './schedule.js';
import type { Instant, RolloutState } from './state.js';
import { openResponses } from './triggers.js';
import { armedTriggers } from './watch.js';

/**
 * The next moment after the state's own at which time alone may change something; `undefined` when only measurements,
 * people, hooks or deployments can. Until then, looks at the world that find nothing new need no transition.
 */
export function nextWakeup(plan: RolloutPlan, state: RolloutState): Instant | undefined {
  const known = wakeups.get(state);
  if (known?.plan === plan) return known.at;
  const at = findWakeup(plan, state);
  wakeups.set(state, { plan, at });
  return at;
}

/** A state never changes, and its next wakeup is asked for at every look. */
const wakeups = new WeakMap<RolloutState, { readonly plan: RolloutPlan; readonly at: Instant | undefined }>();

function findWakeup(plan: RolloutPlan, state: RolloutState): Instant | undefined {
  const now = state.at;
  const chores = CHORES.map((chore) => chore.dueAt(plan, state, now));
  if (state.control.mode === 'closed') return earliestAfter(now, chores);
  return earliestAfter(now, [
    ...positionTimes(plan, state, now),
    ...openResponses(plan, state).map((one) => one.at),
    ...facts(plan, state),
    disarmedAt(plan, state),
    state.frozen?.until,
    ...freezeTimes(plan),
    state.times.gateSince,
    ...chores,
  ]);
}

function positionTimes(
  plan: RolloutPlan,
  state: RolloutState,
  now: Instant,
): readonly (Instant | undefined)[] {
  const { control } = state;
  if (control.mode !== 'running') return [];
  const gate = gateAt(plan, control);
  const decision = gate?.decide ? decisionTime(plan, state, gate) : undefined;
  const step = stepAt(plan, control);
  switch (control.position.stage) {
    case 'entry':
      return [phaseDue(plan, state.startAt, phaseAt(plan, control)), decision];
    case 'waiting': {
      if (!step) return [decision];
      const noticed = noticedFrom(state, step);
      // From the next minute on: at `now` itself nothing more can happen.
      const due = step.at
        ? nextOccurrence(step.at, {
            zone: plan.timezone,
            startAt: state.startAt,
            phaseEnteredAt: state.times.phaseEnteredAt,
            notBefore: now + 1,
          })
        : undefined;
      const opening = nextOpening(
        phaseAt(plan, control).windows,
        plan.timezone,
        Math.max(due ?? 0, noticed ?? 0, now + 1),
      );
      return [due, noticed, decision, opening, ...holds(plan, state, now).map((hold) => hold.until)];
    }
    case 'rising':
      return [];
    case 'soaking':
    case 'judging':
      return [soakEnd(plan, state), decision];
    case 'leaving':
      return [leaveDue(plan, state), decision];
  }
}

/** Moments at which a fact about time may change for a gate that is asked or a trigger that is armed. */
function facts(plan: RolloutPlan, state: RolloutState): readonly (Instant | undefined)[] {
  const gate = gateAt(plan, state.control);
  const conditions = [
    ...(gate ? [...gate.all, ...gate.any] : []),
    ...armedTriggers(plan, state).flatMap(({ when, resume }) => (resume ? [when, resume] : [when])),
  ];
  return conditions
    .flatMap(termsOf)
    .map((term) => (term.kind === 'claim' ? undefined : turnsAt(state, term)));
}
