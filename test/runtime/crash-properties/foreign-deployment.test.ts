import fc from '../../fast-check.js';
import { runs } from '../../rollout/arbitraries/runs.js';
import { COMBINATIONS, exposed, worldAfter } from './combinations.js';
import { endsWell } from './ends-well.js';
import type { StormyWorld } from './stormy-world.js';

const LANES = ['rise', 'brake'] as const;

/** Everything that the controllers have deployed since a moment, by hand left aside. */
function deployedSince(world: StormyWorld, at: number): readonly string[] {
  return world.cloud.allLanes
    .flatMap(({ watched }) => watched.environment.history())
    .filter(({ startedAt, description }) => startedAt >= at && description !== 'by hand')
    .map(({ label }) => label);
}

it('stops everything that rises, in both lanes, until it is adopted; then the rollout goes on to its end', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...COMBINATIONS),
      fc.integer({ min: 1, max: 25 }),
      fc.nat(1),
      fc.boolean(),
      fc.constantFrom('a-hotfix' as const, 'hotfix-1' as const, 'ours' as const),
      async ([, switches], minutes, lane, everybody, label) => {
        const world = await worldAfter(minutes, switches);
        const at = world.now;
        await world.play([{ do: 'foreign', lane, everybody, label }]);
        fc.pre(world.cloud.allLanes[lane]?.watched.isForeign(at) === true);
        await world.runEveryMinute(20);
        expect(deployedSince(world, at)).toEqual([]);
        const name = LANES[lane];
        expect(world.state.environments['production']?.seen[name ?? 'rise'].kind).toBe('foreign');
        expect(world.cloud.messenger.sent.filter(({ say }) => say.includes('foreign'))).toHaveLength(1);
        world.cloud.say('rita', { kind: 'adopt', environment: 'production', lane: name ?? 'rise' });
        await world.runEveryMinute(45);
        expect(world.state.control.mode).toBe('completed');
        await endsWell(world);
      },
    ),
    runs(40),
  );
}, 600_000);

it('gives way to a revert at once, whatever it lets in', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...COMBINATIONS),
      fc.integer({ min: 3, max: 25 }),
      fc.constantFrom([0], [1], [0, 1]),
      async ([, switches], minutes, lanes) => {
        const world = await worldAfter(minutes, switches);
        for (const lane of lanes)
          await world.play([{ do: 'foreign', lane, everybody: true, label: 'a-hotfix' }]);
        await world.runEveryMinute(1);
        world.cloud.say('a stranger', { kind: 'revert', what: 'all' });
        await world.runEveryMinute(1);
        expect(exposed(world)).toEqual([]);
        await endsWell(world);
        expect(exposed(world)).toEqual([]);
      },
    ),
    runs(40),
  );
}, 600_000);
