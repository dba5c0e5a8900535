import { AppConfigClient } from '@aws-sdk/client-appconfig';
import { AppConfigDataClient } from '@aws-sdk/client-appconfigdata';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { carryOutDrill } from '../../../lib/aws/drill/carry-out-drill.js';
import type { DrilledStack } from '../../../lib/aws/drill/deployed-drill.js';
import { watchDrill } from '../../../lib/aws/drill/watch-drill.js';
import { revertDrill } from '../../../lib/aws/drill/revert-drill.js';
import type { DrillProgress } from '../../../lib/aws/operate/operate-drill.js';
import { AT_ONCE, strategyKey } from '../../../lib/contract/deployment-strategy.js';
import { startAppConfigServer } from '../../../lib/local/appconfig-server/start-server.js';
import { LocalInbox } from '../../../lib/local/inbox.js';
import { MemoryStore } from '../../../lib/local/memory-store.js';
import { VirtualClock } from '../../../lib/local/virtual-clock.js';
import type { DrillProof } from '../../../lib/rollout/drill/drill-proof.js';
import type { RolloutEvent, Word } from '../../../lib/rollout/event.js';
import type { RolloutState } from '../../../lib/rollout/state.js';
import { transition } from '../../../lib/rollout/transition.js';
import { planHash } from '../../../lib/runtime/plan-hash.js';
import { planOf, SHOP } from '../../local/plan-fixture.js';
import { startEndpoint } from '../aws-endpoint.js';

const START = Date.UTC(2026, 11, 7);
const MINUTE = 60_000;
const ALARM = 'phasegate-shop-drill';
const SOURCE = { file: 'shop.yaml', text: SHOP, lists: {} };
const HASH = planHash(SHOP, {});
const PLAN = planOf(SHOP);

interface Asked {
  readonly StateValue: 'OK' | 'ALARM';
  readonly AlarmNames?: readonly string[];
}

/**
 * A stack whose drills can be carried out: the real lanes and clients over our AppConfig server on a virtual clock, an
 * alarm of CloudWatch that tells the function that reverts, and memory instead of a table.
 */
export async function drilledCloud({
  listens = true,
  refusesForMs = 0,
}: {
  /** For how long AppConfig refuses every deployment to the brake lane once the alarm is set. */
  readonly refusesForMs?: number;
  /** Whether the alarm reaches the function that reverts. */ readonly listens?: boolean;
} = {}) {
  const clock = new VirtualClock(START);
  let setAt = -Infinity;
  let alarm: 'OK' | 'ALARM' | 'INSUFFICIENT_DATA' = 'INSUFFICIENT_DATA';
  const server = await startAppConfigServer({
    host: '127.0.0.1',
    clock,
    adoptUnknownIds: true,
    strategies: { atonce1: AT_ONCE },
    faults: (operation, call) => {
      const isBrake = operation === 'StartDeployment' && Object.values(call.params).includes('brake01');
      return isBrake && clock.now() - setAt < refusesForMs ? { type: 'ConflictException' } : undefined;
    },
  });
  await fetch(`${server.url}/phasegate/declare`, {
    method: 'POST',
    body: JSON.stringify({ environments: [{ applicationId: 'app0001', id: 'rise001', monitors: [ALARM] }] }),
  });
  const messages: unknown[] = [];
  const set = (state: 'OK' | 'ALARM'): void => {
    server.setMonitor(ALARM, state);
    if (state !== alarm) messages.push(topicMessage(state, clock.now()));
    alarm = state;
    if (state === 'ALARM') setAt = clock.now();
  };
  const cloudwatch = await startEndpoint(({ headers, body }) => {
    const target = String(headers['x-amz-target']);
    const asked = JSON.parse(body) as Asked;
    if (target.endsWith('.SetAlarmState')) set(asked.StateValue);
    return {
      status: 200,
      headers: { 'content-type': 'application/x-amz-json-1.0' },
      body: JSON.stringify({
        MetricAlarms: [{ AlarmName: ALARM, StateValue: alarm, ActionsEnabled: true }],
      }),
    };
  });
  const client = { ...cloudwatch.config, endpoint: server.url };
  const clients = {
    appconfig: new AppConfigClient(client),
    cloudwatch: new CloudWatchClient(cloudwatch.config),
  };
  const data = new AppConfigDataClient(client);

  let state: RolloutState = transition(PLAN, undefined, {
    kind: 'started',
    id: 'started',
    at: START,
    planHash: HASH,
    startsAt: START,
  }).state;
  const take = (event: RolloutEvent): void => {
    state = transition(PLAN, state, event).state;
  };
  let progress: DrillProgress | undefined;
  const claimed = new Set<string>();
  const inbox = (local: LocalInbox) =>
    Object.assign(local, { post: async (event: RolloutEvent) => Promise.resolve(local.put(event)) });
  const main = inbox(new LocalInbox(clock));
  const stack: DrilledStack = {
    deployed: {
      rollout: 'shop',
      region: 'eu-west-1',
      account: '111122223333',
      table: 'table',
      applicationId: 'app0001',
      profileId: 'flags01',
      lanes: {},
      strategies: { [strategyKey(AT_ONCE)]: 'atonce1' },
      topics: {},
      bus: 'default',
      alarms: {},
      hooks: {},
      drill: {
        profileId: 'drill01',
        rise: { environmentId: 'rise001', monitors: [ALARM] },
        brake: { environmentId: 'brake01', monitors: [] },
        alarm: ALARM,
      },
    },
    clock,
    clients,
    stores: {
      store: { load: async () => Promise.resolve(state) },
      inbox: main,
      plans: { get: async () => Promise.resolve(SOURCE), put: async () => Promise.resolve(HASH) },
      once: {
        claimOnce: async (id) => {
          const isFree = !claimed.has(id);
          claimed.add(id);
          return Promise.resolve(isFree);
        },
      },
      drills: {
        get: async () => Promise.resolve(progress),
        put: async (next) => {
          progress = next;
          return Promise.resolve();
        },
      },
      drill: { store: new MemoryStore(), inbox: inbox(new LocalInbox(clock)) },
    },
  };
  /** Passes time, in which the topic tells the function that reverts. */
  const wait = async (ms: number): Promise<void> => {
    clock.advanceBy(ms);
    for (const message of messages.splice(0)) if (listens) await revertDrill(stack, message);
    // The scheduled look of every minute.
    if (clock.now() % MINUTE === 0) await watchDrill(stack, state);
  };
  return {
    stack,
    clock,
    progress: () => progress,
    state: () => state,
    alarm: () => alarm,
    say: (id: string, word: Word) => {
      take({ kind: 'said', id, at: clock.now(), who: 'rita', word });
    },
    drill: (id: string): Promise<DrillProof | undefined> => carryOutDrill(stack, data, { drill: id }, wait),
    /** What the controller of the rollout does at its next look. */
    takeIn: async () => {
      for (const event of await main.pending()) take(event);
    },
    close: async () => {
      for (const one of [clients.appconfig, clients.cloudwatch, data]) one.destroy();
      await cloudwatch.close();
      await server.close();
    },
  };
}

/** As SNS carries it. */
function topicMessage(state: string, at: number): unknown {
  const Message = JSON.stringify({
    AlarmName: ALARM,
    NewStateValue: state,
    StateChangeTime: new Date(at).toISOString().replace('Z', '+0000'),
  });
  return { Records: [{ EventSource: 'aws:sns', Sns: { Message } }] };
}
