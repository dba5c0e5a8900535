import fc from '../../fast-check.js';
import type { HappeningKind } from '../../../lib/rollout/evidence.js';
import { histories } from '../arbitraries/actions.js';
import { CoreWorld, type Observer } from '../arbitraries/core-world.js';
import { gained, meantIn } from '../arbitraries/oracle.js';
import { plans } from '../arbitraries/plans.js';
import { fail, runs } from '../arbitraries/runs.js';

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

it('puts nobody back but by a revert, a reduction, a disabled flag, or a rise that is taken back', () => {
  const observer: Observer = {
    transition: (world, { before, state, happenings, event }) => {
      if (!before || happenings.some((one) => FALLS.has(one.kind))) return;
      for (const environment of world.plan.environments) {
        const out = gained(meantIn(world.plan, state, environment), meantIn(world.plan, before, environment));
        if (out.length > 0) fail(`${out.join(', ')} are put back`, { event, happenings, before, state });
      }
    },
  };
  fc.assert(
    fc.property(plans, histories, ({ plan }, history) => {
      new CoreWorld(plan, observer).play(history);
    }),
    runs(70),
  );
});

it('lets nobody in but by a step that starts, flags that come back, or an inclusion: by no fall and no tidying up', () => {
  const observer: Observer = {
    transition: (world, { before, state, happenings, event }) => {
      if (!before) return;
      const rises = happenings.some(
        (one) => one.kind === 'step' || (one.kind === 'resume' && one.say.startsWith('restored')),
      );
      if (rises || (event.kind === 'said' && event.word.kind === 'include units')) return;
      for (const environment of world.plan.environments) {
        const inside = gained(
          meantIn(world.plan, before, environment),
          meantIn(world.plan, state, environment),
        );
        if (inside.length > 0) fail(`${inside.join(', ')} get in`, { event, happenings, before, state });
      }
    },
  };
  fc.assert(
    fc.property(plans, histories, ({ plan }, history) => {
      new CoreWorld(plan, observer).play(history);
    }),
    runs(70),
  );
});
