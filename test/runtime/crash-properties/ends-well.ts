import { openResponses } from '../../../lib/rollout/triggers.js';
import { fail } from '../../rollout/arbitraries/runs.js';
import { checkRecord } from './record.js';
import type { StormyWorld } from './stormy-world.js';

const MINUTE = 60_000;

/** Once everything works again, whatever was due is done: responses, brakes, effects; and the evidence tells all of it. */
export async function endsWell(world: StormyWorld): Promise<void> {
  await recover(world);
  const due = openResponses(world.plan, world.state).filter(({ at }) => at <= world.now);
  if (due.length > 0 && world.state.control.mode !== 'closed') fail('responses are due and not done', due);
  await checkBrakes(world);
  await checkRecord(world);
}

/** Everything works again, and the world stays as it is. Runs every minute until nothing is left to do. */
async function recover(world: StormyWorld): Promise<void> {
  const { cloud } = world;
  cloud.muted = false;
  for (const { faults } of cloud.allLanes) faults.length = 0;
  await world.wake();
  await world.runEveryMinute(8);
  for (const environment of world.plan.environments)
    for (const lane of ['rise', 'brake'] as const)
      if (world.state.environments[environment]?.seen[lane].kind === 'foreign')
        cloud.say('rita', { kind: 'adopt', environment, lane });
  await world.runEveryMinute(8);
  for (let effects = 0; effects < 100; effects += 1) {
    const next = cloud.store.nextEffectAt();
    if (next === undefined) return world.run();
    await world.passTo(Math.max(next, world.now + MINUTE));
    await world.runEveryMinute(1);
  }
  fail('effects are still waiting', cloud.store.nextEffectAt());
}

/** A brake lane serves what the state wants within seconds; minutes, when something else was on its way. */
async function checkBrakes(world: StormyWorld): Promise<void> {
  for (let minute = 0; minute < 4; minute += 1) {
    await world.passTo(world.now + 10_000);
    if (world.plan.environments.every((name) => isBraked(world, name))) return;
    await world.passTo(world.now + MINUTE - 10_000);
    await world.run();
  }
  fail('a brake lane does not serve what it should', [
    world.state.environments,
    Object.values(world.cloud.lanes).map(({ brake }) => brake.watched.environment.history().slice(-4)),
  ]);
}

function isBraked(world: StormyWorld, name: string): boolean {
  const watched = world.cloud.lanes[name]?.brake.watched;
  // After the end nobody watches any more, and nobody adopts.
  if (!watched || (world.state.control.mode === 'closed' && watched.isForeign(world.now))) return true;
  return watched.isAt(world.state.environments[name]?.brake.generation ?? NaN, world.now);
}
