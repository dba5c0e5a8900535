import { openResponses } from '../../../lib/rollout/triggers.js';
import { fail } from '../../rollout/arbitraries/runs.js';
import { checkRecord } from './record.js';
import type { StormyWorld } from './stormy-world.js';

/** Once everything works again, whatever was due is done: responses, brakes, effects; and the evidence tells all of it. */
export async function endsWell(world: StormyWorld): Promise<void> {
  await world.recover();
  const { state, plan, clock } = world;
  const due = openResponses(plan, state).filter(({ at }) => at <= clock.now());
  if (due.length > 0 && state.control.mode !== 'closed') fail('responses are due and not done', due);
  await world.untilBraked();
  await checkRecord(world);
}
