import fc from '../../fast-check.js';
import { histories } from '../arbitraries/actions.js';
import { CoreWorld, type Observer } from '../arbitraries/core-world.js';
import { anyOf, gained, reachOf, servedBy, whyHeld, type Reach } from '../arbitraries/oracle.js';
import { plans } from '../arbitraries/plans.js';
import { fail, runs } from '../arbitraries/runs.js';
import { brakeContent } from '../arbitraries/units.js';

/** Fails when a deployment lets anybody in while something holds. */
function noRiseWhileHeld(): Observer {
  let before: ReadonlyMap<string, Reach> = new Map();
  return {
    beforeDeploy: (world) => {
      before = new Map(world.plan.environments.map((name) => [name, reachOf(world, name)]));
    },
    afterDeploy: (world, environment, lane) => {
      const pair = world.lanes[environment];
      if (pair?.rise.isForeign === true || pair?.brake.isForeign === true) return;
      const held = whyHeld(world.plan, world.state, world.now);
      const more = gained(before.get(environment) ?? new Set(), reachOf(world, environment));
      if (held !== undefined && more.length > 0)
        fail(
          `${more.join(', ')} got in by the ${lane} lane although it is held: ${held}`,
          world.events.slice(-3),
        );
    },
  };
}

it('lets nobody in while a trigger holds, a pause is on or a freeze lasts', () => {
  fc.assert(
    fc.property(plans, histories, ({ plan }, history) => {
      new CoreWorld(plan, noRiseWhileHeld()).play(history);
    }),
    runs(100),
  );
});

/** Fails when a spread that is in flight while something holds could still reach anybody beyond what is served. */
function spreadIsCapped(): Observer {
  return {
    transition: (world, { state, event }) => {
      const held = whyHeld(world.plan, state, state.at);
      if (held === undefined) return;
      if (state.control.mode === 'running' && state.control.position.stage === 'rising')
        fail(`a step is rising although it is held: ${held}`, { event, state });
    },
    action: (world) => {
      const { plan, state } = world;
      const held = whyHeld(plan, state, state.at);
      if (held === undefined) return;
      for (const [environment, { rise, brake }] of Object.entries(world.lanes)) {
        if (rise.isForeign || brake.isForeign || !rise.inFlight) continue;
        const desired = brakeContent(plan, state, environment);
        const served = anyOf(rise.served ? [rise.served.content] : []);
        const could = servedBy(plan, environment, anyOf(rise.contents()), desired);
        const more = gained(servedBy(plan, environment, served, desired), could);
        if (more.length > 0)
          fail(
            `the brake lets ${more.join(', ')} in with a spread in flight although it is held: ${held}`,
            state,
          );
      }
    },
  };
}

it('caps a spread in flight by the brake as soon as something holds', () => {
  fc.assert(
    fc.property(plans, histories, ({ plan }, history) => {
      new CoreWorld(plan, spreadIsCapped()).play(history);
    }),
    runs(100),
  );
});
