import fc from '../../fast-check.js';
import type { RolloutEvent } from '../../../lib/rollout/event.js';
import { transition } from '../../../lib/rollout/transition.js';
import { histories } from '../arbitraries/actions.js';
import { CoreWorld, type Observer } from '../arbitraries/core-world.js';
import { plans } from '../arbitraries/plans.js';
import { fail, runs } from '../arbitraries/runs.js';

it('keeps the hash of the plan that it was begun with, and refuses to begin with another', () => {
  const observer: Observer = {
    action: ({ plan, state, now }) => {
      if (state.planHash !== 'a hash') fail('the hash has changed', state);
      const began: RolloutEvent = { kind: 'started', id: 'other', at: now, planHash: 'other', startsAt: now };
      expect(() => transition(plan, state, began)).toThrow(
        /pinned to plan a hash, and the event is of plan other/u,
      );
      expect(transition(plan, state, { ...began, planHash: 'a hash' }).state).toBe(state);
    },
  };
  fc.assert(
    fc.property(plans, histories, ({ plan }, history) => {
      new CoreWorld(plan, observer).play(history);
    }),
    runs(60),
  );
});

it('refuses the state of another rollout', () => {
  fc.assert(
    fc.property(plans, histories, ({ plan }, history) => {
      const { state, now } = new CoreWorld(plan).play(history);
      const word: RolloutEvent = { kind: 'said', id: 'word', at: now, who: 'rita', word: { kind: 'resume' } };
      expect(() => transition({ ...plan, rollout: 'another' }, state, word)).toThrow(
        /of rollout random and the plan of another/u,
      );
    }),
    runs(30),
  );
});
