import fc from '../../fast-check.js';
import { histories } from '../arbitraries/actions.js';
import { CoreWorld, type Observer } from '../arbitraries/core-world.js';
import { gained, gatesPassed, reachOf, whyNotGo, type Reach } from '../arbitraries/oracle.js';
import { plans } from '../arbitraries/plans.js';
import { fail, runs } from '../arbitraries/runs.js';
import { riseContent, UNITS } from '../arbitraries/units.js';

/** Who may be in at all, by the steps that were taken and the people who were included. */
function meant(world: CoreWorld, environment: string): Reach {
  const content = riseContent(world.plan, world.state, environment);
  return new Set(
    Object.keys(world.plan.flags).flatMap((flag) =>
      UNITS.filter((unit) => content(flag, unit)).map((unit) => `${environment}/${flag}/${unit.userId}`),
    ),
  );
}

/** Fails when somebody is reached for the first time other than by a step that is rising, or by being included. */
function onlyBySteps(): Observer {
  let before: ReadonlyMap<string, Reach> = new Map();
  const reached = new Set<string>();
  const all = (world: CoreWorld): ReadonlyMap<string, Reach> =>
    new Map(world.plan.environments.map((name) => [name, reachOf(world, name)]));
  return {
    beforeDeploy: (world) => {
      before = all(world);
    },
    afterDeploy: (world, environment, lane) => {
      const { control, included } = world.state;
      const reach = reachOf(world, environment);
      const foreign = Object.values(world.lanes[environment] ?? {}).some((one) => one.isForeign);
      const more = foreign ? [] : gained(before.get(environment) ?? new Set(), reach);
      const wanted = meant(world, environment);
      const rising =
        control.mode === 'running' &&
        control.position.stage === 'rising' &&
        world.plan.phases[control.position.phase]?.environment === environment;
      for (const one of more) {
        if (!wanted.has(one)) fail(`${one} gets in by the ${lane} lane, and no step let it in`, world.state);
        const isIncluded = included.some((unit) => one.endsWith(`/${unit}`));
        if (!reached.has(one) && !isIncluded && !(lane === 'rise' && rising))
          fail(`${one} gets in by the ${lane} lane for the first time, and no step is rising`, world.state);
      }
      reach.forEach((one) => reached.add(one));
    },
  };
}

it('reaches nobody for the first time but by a step that is rising, or because a person of the plan includes them', () => {
  fc.assert(
    fc.property(plans, histories, ({ plan }, history) => {
      new CoreWorld(plan, onlyBySteps()).play(history);
    }),
    runs(100),
  );
});

/** Fails when a gate is passed that was not found to be go on fresh data. */
function onlyThroughGates(): Observer {
  let lookedAt = -Infinity;
  return {
    transition: (world, taken) => {
      for (const gate of gatesPassed(world.plan, taken)) {
        const why = whyNotGo(world.plan, gate, taken, lookedAt);
        if (why !== undefined)
          fail(`gate ${gate.id} was passed although ${why}`, {
            event: taken.event,
            before: taken.before?.control,
            after: taken.state.control,
          });
      }
      // A look that comes again is none.
      if (taken.event.kind === 'observed' && taken.state !== taken.before) lookedAt = taken.event.at;
    },
  };
}

it('passes no gate that was not found to be go on fresh findings, signatures, ticks and decisions', () => {
  fc.assert(
    fc.property(plans, histories, ({ plan }, history) => {
      new CoreWorld(plan, onlyThroughGates()).play(history);
    }),
    runs(100),
  );
});
