import fc from 'fast-check';
import { allSwitchCombinations } from '../../../lib/local/appconfig/switches.js';
import { openResponses } from '../../../lib/rollout/triggers.js';
import { plans } from '../../rollout/arbitraries/plans.js';
import { fail, runs } from '../../rollout/arbitraries/runs.js';
import { storms, stormsWithStrangers, type Blow } from './storm.js';
import { StormyWorld } from './stormy-world.js';
import { checkRecord } from './record.js';

const switches = fc.constantFrom(...allSwitchCombinations());

async function endsWell(world: StormyWorld): Promise<void> {
  await world.recover();
  const { state, plan } = world;
  const now = world.clock.now();
  for (const [name, { brake }] of Object.entries(world.lanes)) {
    const generation = state.environments[name]?.brake.generation ?? NaN;
    if (!brake.watched.isAt(generation, now))
      fail(`the brake lane of ${name} does not serve generation ${String(generation)}`, [
        brake.watched.environment.history().slice(-4), state.environments[name]]);
  }
  const due = openResponses(plan, state).filter(({ at }) => at <= now);
  if (due.length > 0 && state.control.mode !== 'closed') fail('responses are due and not done', due);
  await checkRecord(world);
}

it.each([['storms', storms], ['strangers', stormsWithStrangers]] as const)('%s', async (_name, which) => {
  await fc.assert(
    fc.asyncProperty(plans, switches, which, async ({ plan }, combination, blows: readonly Blow[]) => {
      const world = await new StormyWorld(plan, combination).play(blows);
      await endsWell(world);
    }),
    runs(60),
  );
}, 600_000);
