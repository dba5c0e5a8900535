import fc from '../../fast-check.js';
import { transition } from '../../../lib/rollout/transition.js';
import { histories } from '../arbitraries/actions.js';
import { CoreWorld, type Observer } from '../arbitraries/core-world.js';
import { plans } from '../arbitraries/plans.js';
import { fail, runs } from '../arbitraries/runs.js';

/** Fewer than the rollout remembers. */
const NEWEST = 200;

it('changes nothing and does nothing when one of the newest events comes a second time', () => {
  const observer: Observer = {
    action: ({ plan, state, events }) => {
      for (const event of events.slice(-NEWEST)) {
        const again = transition(plan, state, event);
        if (again.state !== state || again.effects.length + again.happenings.length > 0)
          fail('an event was taken in twice', { event, again, state });
      }
    },
  };
  fc.assert(
    fc.property(plans, histories, ({ plan }, history) => {
      new CoreWorld(plan, observer).play(history);
    }),
    runs(80),
  );
});

it('asks for nothing twice: the ids of effects are different from each other in a whole rollout', () => {
  fc.assert(
    fc.property(plans, histories, ({ plan }, history) => {
      const ids = new Set<string>();
      const observer: Observer = {
        transition: (_world, { effects }) => {
          for (const { id } of effects) {
            if (ids.has(id)) fail(`the id ${id} is used twice`, effects);
            ids.add(id);
          }
        },
      };
      new CoreWorld(plan, observer).play(history);
    }),
    runs(80),
  );
});
