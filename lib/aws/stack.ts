import { readDeployed, type Deployed } from '../contract/deployed.js';
import { makeClients } from './clients.js';
import { RolloutTable } from './dynamo/rollout-table.js';
import { DynamoDrills } from './dynamo-drills.js';
import { DRILL_HEADER, DRILL_PARTITIONS } from './drill/drill-header.js';
import { DynamoInbox } from './dynamo-inbox.js';
import { DynamoLastDeployment } from './dynamo-last-deployment.js';
import { DynamoOnce } from './dynamo-once.js';
import { DynamoPlans } from './dynamo-plans.js';
import { DynamoReports } from './dynamo-reports.js';
import { DynamoStore } from './dynamo-store.js';
import type { Stack } from './open-rollout.js';
import { SYSTEM_CLOCK } from './system-clock.js';

/**
 * What a function works with, as its environment says.
 * @param environment variables of the function
 * @throws when the function was not deployed by a stack of ours
 */
export function stackOf(environment: Readonly<Record<string, string | undefined>>): Stack {
  return stackFor(readDeployed(environment));
}

/** The clients and the stores of a stack. */
export function stackFor(deployed: Deployed): Stack {
  const clients = makeClients();
  const within = { client: clients.dynamo, table: deployed.table };
  const table = new RolloutTable(within);
  const drills = new RolloutTable({ ...within, prefix: DRILL_PARTITIONS });
  return {
    deployed,
    clients,
    clock: SYSTEM_CLOCK,
    stores: {
      store: new DynamoStore({ table }),
      begin: (header) => new DynamoStore({ table, header }),
      inbox: new DynamoInbox(table),
      plans: new DynamoPlans(table),
      reports: new DynamoReports(table),
      once: new DynamoOnce(table, SYSTEM_CLOCK),
      lastDeployment: new DynamoLastDeployment(table),
      drills: new DynamoDrills(table),
      drill: {
        store: new DynamoStore({ table: drills, header: DRILL_HEADER }),
        inbox: new DynamoInbox(drills),
      },
    },
  };
}
