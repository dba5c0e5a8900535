import { allSwitchCombinations } from '../../lib/local/appconfig/switches.js';
import { describeFlagLaneContract } from '../contracts/flag-lane.contract.js';
import { appConfigScene } from './appconfig-scene.js';

/** Each reading of each open question once: what they do together is the business of the model's own tests. */
const readings = allSwitchCombinations([
  'alarmAlreadyRedAtStart',
  'revertAfterNewerDeployment',
  'labelReuse',
]).filter(
  ({ alarmAlreadyRedAtStart, revertAfterNewerDeployment }) =>
    (alarmAlreadyRedAtStart === 'rollsBackAtOnce') === (revertAfterNewerDeployment === 'badRequest'),
);

for (const switches of readings) {
  const { alarmAlreadyRedAtStart, revertAfterNewerDeployment, labelReuse } = switches;
  describeFlagLaneContract(
    `AWS over HTTP: ${alarmAlreadyRedAtStart}, ${revertAfterNewerDeployment}, label reuse ${labelReuse}`,
    () => appConfigScene({ switches }),
  );
}
