import fc from '../../fast-check.js';
import { histories } from '../arbitraries/actions.js';
import { CoreWorld, type Observer } from '../arbitraries/core-world.js';
import { plans } from '../arbitraries/plans.js';
import { fail, runs } from '../arbitraries/runs.js';

it('enters no phase that nobody has asked for, and exposes nobody before the first was', () => {
  const observer: Observer = {
    transition: ({ state }, { happenings }) => {
      const { control, requested = -1, history } = state;
      const entered = Math.max(-1, ...history.map((taken) => taken.phase));
      if (entered > requested) fail('a phase was entered that nobody asked for', happenings);
      if (
        control.mode === 'running' &&
        control.position.stage !== 'entry' &&
        control.position.phase > requested
      )
        fail('the rollout is in a phase that nobody asked for', control);
    },
  };
  fc.assert(
    fc.property(
      plans,
      histories,
      fc.array(fc.tuple(fc.nat(40), fc.nat(2)), { maxLength: 4 }),
      ({ plan }, history, requests) => {
        const world = new CoreWorld(plan, observer, true);
        history.forEach((action, index) => {
          for (const [at, phase] of requests)
            if (at === index) world.say('cdk', { kind: 'enter', phase: plan.phases[phase]?.name ?? 'none' });
          world.play([action]);
        });
      },
    ),
    runs(100),
  );
});
