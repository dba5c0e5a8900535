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
  const due = openResponses(plan, state).filter(({ at }) => at <= world.clock.now());
  if (due.length > 0 && state.control.mode !== 'closed') fail('responses are due and not done', due);
  await world.untilBraked();
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
