import fc from '../../fast-check.js';
import { histories } from '../arbitraries/actions.js';
import { CoreWorld } from '../arbitraries/core-world.js';
import { plans } from '../arbitraries/plans.js';
import { runs } from '../arbitraries/runs.js';

it('comes to rest after every event, whatever the plan and whatever happens', () => {
  fc.assert(
    fc.property(plans, histories, ({ plan }, history) => {
      new CoreWorld(plan).play(history);
    }),
    runs(150),
  );
});
