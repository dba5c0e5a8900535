import type { AppConfigDataClient } from '@aws-sdk/client-appconfigdata';
import { SetAlarmStateCommand } from '@aws-sdk/client-cloudwatch';
import { served } from '../../client/served.js';
import type { DeployedDrill } from '../../contract/deployed.js';
import { OLD_VARIANT } from '../../plan/rollout-plan.js';
import { drillHindrance } from '../../rollout/drill/drill-hindrance.js';
import type { DrillGround } from '../../runtime/drill/drill-ground.js';
import { pinnedPlan } from '../open-rollout.js';
import { ServiceError } from '../service-error.js';
import { askLane } from './ask-lane.js';
import { deployedDrill, type DrilledStack } from './deployed-drill.js';

/** The values of the old variant, as an application has them in its code. */
const OLD = { name: OLD_VARIANT, values: { shows: 'old' } };

/** The ground of a drill on AWS: its alarm is set by hand, and everything that follows is the stack's own. */
export function awsDrillGround(
  stack: DrilledStack,
  drill: DeployedDrill,
  data: AppConfigDataClient,
  wait: DrillGround['wait'],
): DrillGround {
  const { deployed, clients, stores, clock } = stack;
  const { controller, lanes, stores: own } = deployedDrill(stack);
  const { applicationId } = deployed;
  const { profileId } = drill;
  return {
    kind: 'aws',
    clock,
    controller,
    lanes,
    load: () => own.store.load(),
    post: (event) => own.inbox.post(event),
    client: async () => {
      const [rise, brake] = await Promise.all(
        (['rise', 'brake'] as const).map((lane) =>
          askLane({
            data,
            lane: lanes[lane],
            applicationId,
            environmentId: drill[lane].environmentId,
            profileId,
          }),
        ),
      );
      if (!rise || !brake) throw new Error('a lane was not asked');
      // An application takes what it cannot read for the old behaviour; a drill proves nothing by that.
      if (!rise.ok) throw new Error(rise.why);
      if (!brake.ok) throw new Error(brake.why);
      const { cohort } = served(rise, brake, OLD);
      return { cohort, rise: rise.answer.variant, brake: brake.answer.variant };
    },
    breach: async (holds) => {
      const StateValue = holds ? 'ALARM' : 'OK';
      const StateReason = holds ? 'A drill of the revert path' : 'The drill is over';
      try {
        await clients.cloudwatch.send(
          new SetAlarmStateCommand({ AlarmName: drill.alarm, StateValue, StateReason }),
        );
      } catch (error) {
        throw new ServiceError('cloudwatch:SetAlarmState', error);
      }
      return `the alarm ${drill.alarm} is set to ${StateValue}`;
    },
    wait,
    hindrance: async () => {
      const state = await stores.store.load();
      return state ? drillHindrance(await pinnedPlan(stores, state.planHash), state) : 'the rollout is gone';
    },
    tell: (proof) => stores.drills.put({ proof, isOver: false }),
  };
}
