import fc from '../fast-check.js';
import { CourseMachine } from '../../lib/prove/course-machine.js';
import { explore } from '../../lib/prove/explore.js';
import { histories } from '../rollout/arbitraries/actions.js';
import { CoreWorld, type Observer } from '../rollout/arbitraries/core-world.js';
import { plans } from '../rollout/arbitraries/plans.js';
import { fail, runs } from '../rollout/arbitraries/runs.js';

/** Larger plans are left out: most have a few hundred states. */
const LIMIT = 3_000;

it('has visited every state, without what it drops, that a rollout comes to whatever happens', () => {
  fc.assert(
    fc.property(plans, histories, ({ plan }, history) => {
      const machine = new CourseMachine(plan, () => ({ canPass: true, canFail: true }));
      const visited = new Set<string>();
      const { complete } = explore(machine, {
        limit: LIMIT,
        visit: (state) => visited.add(machine.key(state)),
      });
      fc.pre(complete);
      const observer: Observer = {
        transition: (_world, { state, event, before }) => {
          const seen = machine.stateOf(state);
          if (!visited.has(machine.key(seen)))
            fail('a state was not foreseen', {
              event,
              key: machine.key(seen),
              before: before && machine.key(machine.stateOf(before)),
              control: state.control,
              history: state.history,
            });
        },
      };
      new CoreWorld(plan, observer).play(history);
    }),
    runs(20),
  );
});
