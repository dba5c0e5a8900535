import { AppConfigEnvironment } from '../../../lib/local/appconfig/environment.js';
import { AppConfigLane } from '../../../lib/local/appconfig/lane.js';
import type { MonitorState } from '../../../lib/local/appconfig/monitors.js';
import { allSwitchCombinations, type AppConfigSwitches } from '../../../lib/local/appconfig/switches.js';
import { describeFlagLaneContract, type Harness } from '../../contracts/flag-lane.contract.js';

function localHarness(switches: AppConfigSwitches): Harness {
  let now = Date.UTC(2026, 11, 7);
  let state: MonitorState = 'OK';
  const environment = new AppConfigEnvironment({
    switches,
    monitors: [{ name: 'error-rate', state: () => state }],
  });
  return {
    lane: new AppConfigLane(environment, { now: () => now }),
    advance: async (minutes) => {
      now += minutes * 60_000;
      environment.advanceTo(now);
    },
    setMonitor: async (next) => {
      state = next;
    },
  };
}

const ofAnswers = allSwitchCombinations([
  'alarmAlreadyRedAtStart',
  'insufficientDataRollsBack',
  'plainStopWhileBaking',
  'revertAfterNewerDeployment',
  'labelReuse',
]);
const ofTimelines = allSwitchCombinations(['linearTimeline', 'exponentialSpacing']);

const nameOf = (switches: AppConfigSwitches) =>
  Object.entries(switches)
    .map(([name, reading]) => `${name}=${reading}`)
    .join(' ');

const combinations = new Map([...ofAnswers, ...ofTimelines].map((switches) => [nameOf(switches), switches]));
for (const [name, switches] of combinations) {
  describeFlagLaneContract(name, async () => localHarness(switches));
}
