import { allSwitchCombinations, type AppConfigSwitches } from '../../local/appconfig/switches.js';
import { drillInVirtualTime, type VirtualDrillOptions } from '../../local/drill/virtual-drill.js';
import type { RolloutPlan } from '../../plan/rollout-plan.js';
import { spreadText } from '../../report/drill-text.js';
import { drillView, type DrillView } from '../../report/drill-view.js';
import type { Terminal } from '../terminal.js';

/** So many readings that fail are named; one after the other they say the same. */
const MOST_NAMED = 5;

/** Drills a plan under every reading of what AWS leaves open, and says how the legs spread. */
export async function drillEverySwitch(
  io: Terminal,
  plan: RolloutPlan,
  request: VirtualDrillOptions,
  json: boolean,
): Promise<void> {
  const drills: { readonly switches: AppConfigSwitches; readonly view: DrillView }[] = [];
  for (const switches of allSwitchCombinations())
    drills.push({
      switches,
      view: drillView(plan, await drillInVirtualTime({ ...request, switches }), true),
    });
  const failed = drills.filter(({ view }) => view.verdict === 'failed');
  if (failed.length > 0) io.end('failed');
  if (json) {
    io.out(`${JSON.stringify(drills)}\n`);
    return;
  }
  io.out(`${spreadText(drills.map(({ view }) => view))}\n`);
  for (const { switches, view } of failed.slice(0, MOST_NAMED))
    io.out(`${view.say}\n  under ${JSON.stringify(switches)}\n`);
}
