import { SimulatedHooks } from '../../lib/local/hooks.js';
import { LocalInbox } from '../../lib/local/inbox.js';
import { MemoryStore } from '../../lib/local/memory-store.js';
import { LocalMessenger } from '../../lib/local/messages.js';
import { VirtualClock } from '../../lib/local/virtual-clock.js';
import { describeClockContract } from '../contracts/clock.contract.js';
import { describeHookRunnerContract } from '../contracts/hook-runner.contract.js';
import { describeInboxContract } from '../contracts/inbox.contract.js';
import { describeMessengerContract } from '../contracts/messenger.contract.js';
import { describeMetricSourceContract } from '../contracts/metric-source.contract.js';
import { describeStateStoreContract } from '../contracts/state-store.contract.js';
import { metricOf } from './plan-fixture.js';
import { START, worldOf } from './world-fixture.js';

const HOUR = 3_600_000;

describeClockContract('the embedded engine', async () => {
  const clock = new VirtualClock(START);
  return { clock, pass: async () => clock.advanceBy(1000) };
});

describeStateStoreContract('the embedded engine', async () => {
  const store = new MemoryStore();
  return { store, other: store };
});

describeInboxContract(
  'the embedded engine',
  async () => {
    const clock = new VirtualClock(START);
    const inbox = new LocalInbox(clock);
    return {
      inbox,
      now: () => clock.now(),
      advance: async (ms) => clock.advanceBy(ms),
      put: async (event) => inbox.put(event),
    };
  },
  { canForetell: true },
);

describeMessengerContract(
  'the embedded engine',
  async () => {
    let broken = false;
    const messenger = new LocalMessenger({ fails: () => (broken ? 'no route to the server' : undefined) });
    return {
      messenger,
      delivered: async () => messenger.sent,
      break: async () => void (broken = true),
      mend: async () => void (broken = false),
    };
  },
  { sendsOnce: true },
);

describeHookRunnerContract('the embedded engine', async () => {
  const clock = new VirtualClock(START);
  const inbox = new LocalInbox(clock);
  const model = { afterMs: 300_000, figures: { rows: 120 } };
  const hooks = {
    copy: { ...model, result: 'ok' as const },
    broken: { ...model, result: 'failed' as const },
    lost: { ...model, result: 'silent' as const },
  };
  return {
    runner: new SimulatedHooks(hooks, inbox, clock),
    inbox,
    hooks: { succeeds: 'copy', fails: 'broken', silent: 'lost' },
    untilAnswered: async () => clock.advanceBy(300_000),
  };
});

describe.each([0, 120_000])('with an ingestion lag of %s ms', (ingestionLagMs) => {
  describeMetricSourceContract('the embedded engine', async () => {
    const scenario = 'scenario: test\nmetrics: { success: { samples: 0/min } }';
    const { plan, clock, metrics, expose, audience } = worldOf({ scenario, ingestionLagMs });
    const { exposed } = expose({ below: 300_000 }, { next: [{ below: 600_000 }] });
    clock.advanceBy(6 * HOUR + ingestionLagMs);
    return {
      source: metrics,
      now: () => clock.now(),
      advance: async (ms) => clock.advanceBy(ms),
      exposed: exposed.flatMap((units) => [...units]).flatMap((unit) => audience.units[unit]?.name ?? []),
      metrics: {
        ratio: metricOf(plan, 'errors'),
        percentile: metricOf(plan, 'latency'),
        shared: metricOf(plan, 'probes'),
        idle: metricOf(plan, 'success'),
        silent: metricOf(plan, 'unheard'),
        reportedRatio: metricOf(plan, 'complaints'),
        reportedScore: metricOf(plan, 'score'),
        split: {
          metric: metricOf(plan, 'similarity'),
          dimension: 'page',
          values: ['page-1', 'page-2', 'page-3'],
        },
      },
    };
  });
});
