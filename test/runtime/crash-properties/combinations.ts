import { allSwitchCombinations, type AppConfigSwitches } from '../../../lib/local/appconfig/switches.js';
import { SPREADING } from './small-plan.js';
import { StormyWorld } from './stormy-world.js';

/** What AWS leaves open, in every combination, each with a name. */
export const COMBINATIONS = allSwitchCombinations().map((switches): [string, AppConfigSwitches] => [
  Object.values(switches).join(', '),
  switches,
]);

/**
 * The spreading plan after so many minutes in which all went well. The run after minute 4 starts the spread, which is
 * there at 8 and baked at 12.
 */
export async function worldAfter(minutes: number, switches?: AppConfigSwitches): Promise<StormyWorld> {
  const world = new StormyWorld(SPREADING, switches);
  await world.runEveryMinute(minutes);
  return world;
}

/** Who is served something new by some of the versions in force. */
export function exposed(world: StormyWorld): readonly string[] {
  return world.exposed('production');
}
