import fc from 'fast-check';
import type { HappeningKind } from '../../../lib/rollout/evidence.js';
import type { RolloutState } from '../../../lib/rollout/state.js';
import { histories } from '../arbitraries/actions.js';
import { CoreWorld, type Observer } from '../arbitraries/core-world.js';
import { gained, servedBy, type Reach } from '../arbitraries/oracle.js';
import { plans } from '../arbitraries/plans.js';
import { fail, runs } from '../arbitraries/runs.js';
import { brakeContent, riseContent } from '../arbitraries/units.js';

/** Only what these tell may put anybody back. */
const FALLS: ReadonlySet<HappeningKind> = new Set([
  'revert',
  'reduce',
  'disable',
  'kill',
  'pause',
  'rolled back',
  'tell',
  'asked',
  'serve',
]);

function meant(world: CoreWorld, state: RolloutState, environment: string): Reach {
  return servedBy(
    world.plan,
    environment,
    riseContent(world.plan, state, environment),
    brakeContent(world.plan, state, environment),
  );
}

it('puts nobody back but by a revert, a reduction, a disabled flag, or a rise that is taken back', () => {
  const observer: Observer = {
    transition: (world, { before, state, happenings, event }) => {
      if (!before || happenings.some((one) => FALLS.has(one.kind))) return;
      for (const environment of world.plan.environments) {
        const out = gained(meant(world, state, environment), meant(world, before, environment));
        if (out.length > 0) fail(`${out.join(', ')} are put back`, { event, happenings, before, state });
      }
    },
  };
  fc.assert(
    fc.property(plans, histories, ({ plan }, history) => {
      new CoreWorld(plan, observer).play(history);
    }),
    runs(120),
  );
});

it('lets nobody in by a revert, a reduction or anything else that lowers exposure', () => {
  const observer: Observer = {
    transition: (world, { before, state, happenings, event }) => {
      if (!before || !happenings.some((one) => FALLS.has(one.kind))) return;
      // A transition can do both, one after the other: then a step starts, or somebody is let in by name.
      if (happenings.some((one) => ['step', 'include', 'resume', 'retry', 'brake'].includes(one.kind)))
        return;
      for (const environment of world.plan.environments) {
        const inside = gained(meant(world, before, environment), meant(world, state, environment));
        if (inside.length > 0) fail(`${inside.join(', ')} get in`, { event, happenings, before, state });
      }
    },
  };
  fc.assert(
    fc.property(plans, histories, ({ plan }, history) => {
      new CoreWorld(plan, observer).play(history);
    }),
    runs(200),
  );
});
