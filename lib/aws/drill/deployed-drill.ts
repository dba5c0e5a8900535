import { drillController } from '../../runtime/drill/drill-world.js';
import type { Controller } from '../../runtime/controller.js';
import type { FlagLane, Lane } from '../../runtime/ports.js';
import { deployedLanes } from '../deployed-lanes.js';
import type { Clients } from '../clients.js';
import type { Stack, Stores } from '../open-rollout.js';

/** The part of a stack that drills need. */
export interface DrilledStack extends Pick<Stack, 'deployed' | 'clock'> {
  readonly clients: Pick<Clients, 'appconfig' | 'cloudwatch'>;
  readonly stores: Pick<Stores, 'inbox' | 'once' | 'plans' | 'drills' | 'drill'> & {
    readonly store: Pick<Stores['store'], 'load'>;
  };
}

/** The rollout of a stack's drills, on lanes of its own. */
export interface DeployedDrillRollout {
  readonly controller: Controller;
  readonly lanes: Readonly<Record<Lane, FlagLane>>;
  readonly stores: Stores['drill'];
}

/**
 * The rollout of the drills of a stack. Its trigger is told by its alarm, and by nothing else.
 * @throws when the stack has no lanes for it
 */
export function deployedDrill({ deployed, clients, stores, clock }: DrilledStack): DeployedDrillRollout {
  const { drill } = deployed;
  if (!drill) throw new Error('the stack has no lanes for drills: deploy it again');
  const { profileId, rise, brake } = drill;
  const { drill: lanes } = deployedLanes(
    { ...deployed, profileId, lanes: { drill: { rise, brake } } },
    clients,
  );
  if (!lanes) throw new Error('the lanes of the drill were not made');
  const { store, inbox } = stores.drill;
  return {
    controller: drillController({ store, inbox, clock, lanes, holds: () => false }),
    lanes,
    stores: stores.drill,
  };
}
