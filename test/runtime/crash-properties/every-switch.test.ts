import fc from '../../fast-check.js';
import { runs } from '../../rollout/arbitraries/runs.js';
import { COMBINATIONS, worldAfter } from './combinations.js';
import { endsWell } from './ends-well.js';
import { storms } from './storm.js';

it.each(COMBINATIONS)('a storm ends well with %s', async (_name, switches) => {
  await fc.assert(
    fc.asyncProperty(fc.nat(16), storms, async (minutes, [, ...storm]) => {
      const world = await worldAfter(minutes, switches);
      await endsWell(await world.play(storm));
    }),
    runs(1),
  );
});
