import fc from '../../fast-check.js';
import type { RolloutPlan } from '../../../lib/plan/rollout-plan.js';
import type { RolloutEvent } from '../../../lib/rollout/event.js';
import type { RolloutState } from '../../../lib/rollout/state.js';
import { transition, type Transition } from '../../../lib/rollout/transition.js';
import { histories } from '../arbitraries/actions.js';
import { CoreWorld, type Observer } from '../arbitraries/core-world.js';
import { plans, readText } from '../arbitraries/plans.js';
import { runs } from '../arbitraries/runs.js';

/** What is left of a state after a store has kept it as text. */
function stored(state: RolloutState): RolloutState {
  return JSON.parse(JSON.stringify(state)) as RolloutState;
}

/** The texts of all transitions, in order. */
function replay(
  plan: RolloutPlan,
  events: readonly RolloutEvent[],
  keep: (state: RolloutState) => RolloutState,
): readonly string[] {
  let state: RolloutState | undefined;
  return events.map((event) => {
    const next: Transition = transition(plan, state, event);
    state = keep(next.state);
    return JSON.stringify(next);
  });
}

function frozen<T>(part: T): T {
  if (typeof part === 'object' && part !== null && !Object.isFrozen(part)) {
    Object.freeze(part);
    Object.values(part).forEach(frozen);
  }
  return part;
}

it('leads to the same states, happenings and effects again: with the plan read anew and states kept as text', () => {
  fc.assert(
    fc.property(plans, histories, ({ plan, text }, history) => {
      const lived: string[] = [];
      const observer: Observer = {
        transition: (_world, { state, effects, happenings }) => {
          lived.push(JSON.stringify({ state, effects, happenings }));
        },
      };
      const { events } = new CoreWorld(plan, observer).play(history);
      const read = readText(text);
      if (!('plan' in read)) throw new Error('the plan cannot be read again');
      expect(replay(read.plan, events, stored)).toEqual(lived);
    }),
    runs(100),
  );
});

it('never changes a state, an event or a plan that it was given', () => {
  fc.assert(
    fc.property(plans, histories, ({ plan }, history) => {
      const observer: Observer = {
        transition: (_world, { state, event }) => {
          frozen(state);
          frozen(event);
        },
      };
      new CoreWorld(frozen(plan), observer).play(history);
    }),
    runs(60),
  );
});
