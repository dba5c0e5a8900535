import fc from '../../fast-check.js';
import { allSwitchCombinations } from '../../../lib/local/appconfig/switches.js';
import { plans } from '../../rollout/arbitraries/plans.js';
import { runs } from '../../rollout/arbitraries/runs.js';
import { endsWell } from './ends-well.js';
import { storms, stormsWithStrangers } from './storm.js';
import { StormyWorld } from './stormy-world.js';

const switches = fc.constantFrom(...allSwitchCombinations());

describe('three controllers that stall, fail and die at any await, over lanes and messages that fail', () => {
  it('expose nobody whom the newest state does not let in, go back behind nothing, and forget nothing', async () => {
    await fc.assert(
      fc.asyncProperty(plans, switches, storms, async ({ plan }, combination, storm) => {
        await endsWell(await new StormyWorld(plan, combination).play(storm));
      }),
      runs(60),
    );
  }, 600_000);

  it('raise nothing over somebody else’s deployment until it is adopted or reverted, and then are themselves again', async () => {
    await fc.assert(
      fc.asyncProperty(plans, switches, stormsWithStrangers, async ({ plan }, combination, storm) => {
        await endsWell(await new StormyWorld(plan, combination).play(storm));
      }),
      runs(60),
    );
  }, 600_000);
});
