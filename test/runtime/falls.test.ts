import { AppConfigEnvironment } from '../../lib/local/appconfig/environment.js';
import { AppConfigLane } from '../../lib/local/appconfig/lane.js';
import type { Lane } from '../../lib/runtime/ports.js';
import { describeFalls } from './falls.contract.js';

describeFalls('the embedded AppConfig', (clock) => {
  let red = false;
  const environments: Readonly<Record<Lane, AppConfigEnvironment>> = {
    rise: new AppConfigEnvironment({
      monitors: [{ name: 'reverts', state: () => (red ? 'ALARM' : 'OK') }],
    }),
    brake: new AppConfigEnvironment(),
  };
  return {
    lanes: {
      rise: new AppConfigLane(environments.rise, clock),
      brake: new AppConfigLane(environments.brake, clock),
    },
    inForce: (lane) => environments[lane].versionsInForce(clock.now()).map(({ document }) => document),
    turnRed: () => {
      red = true;
      // Long enough to be noticed, too short for the rollback to be over.
      clock.advanceBy(59_000);
      environments.rise.advanceTo(clock.now());
      red = false;
    },
  };
});
