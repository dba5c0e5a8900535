import fc from '../../fast-check.js';
import { AppConfigEnvironment } from '../../../lib/local/appconfig/environment.js';
import type { MonitorState } from '../../../lib/local/appconfig/monitors.js';
import { allSwitchCombinations } from '../../../lib/local/appconfig/switches.js';
import type { DeploymentView, LaneView } from '../../../lib/runtime/ports.js';
import { markedDocument } from '../../contracts/flag-lane.contract.js';

const MINUTE = 60_000;
const MAX_CHECKED_CLIENTS = 5;

const strategies = fc.record({
  spreadMinutes: fc.integer({ min: 0, max: 20 }),
  bakeMinutes: fc.integer({ min: 0, max: 10 }),
  growth: fc.constantFrom('linear' as const, 'exponential' as const),
  growthFactor: fc.constantFrom(1, 10, 20, 33.3, 100),
});

const steps = fc.oneof(
  fc.record({
    do: fc.constant('deploy' as const),
    strategy: strategies,
    lock: fc.constantFrom('fresh', 'stale', 'none'),
  }),
  fc.record({ do: fc.constant('stop' as const), back: fc.nat(2), allowRevert: fc.boolean() }),
  fc.record({ do: fc.constant('wait' as const), minutes: fc.oneof(fc.nat(12), fc.constant(73 * 60)) }),
  fc.record({
    do: fc.constant('monitor' as const),
    state: fc.constantFrom<MonitorState>('OK', 'ALARM', 'INSUFFICIENT_DATA'),
  }),
  fc.record({ do: fc.constant('foreign' as const) }),
  fc.record({ do: fc.constant('fail' as const) }),
);

const runs = fc.record({
  switches: fc.constantFrom(...allSwitchCombinations()),
  timing: fc.record({
    startMs: fc.constantFrom(0, 5_000),
    rollbackMs: fc.constantFrom(0, 90_000),
    monitorPollMs: fc.constantFrom(15_000, 60_000),
  }),
  steps: fc.array(steps, { maxLength: 30 }),
});

type Run = typeof runs extends fc.Arbitrary<infer R> ? R : never;

/** Carries a run out, and shows the environment after every step and every minute of waiting. */
function carryOut(
  run: Run,
  check: (environment: AppConfigEnvironment, now: number) => void,
): AppConfigEnvironment {
  let now = 0;
  let state: MonitorState = 'OK';
  const environment = new AppConfigEnvironment({
    ...run,
    monitors: [{ name: 'error-rate', state: () => state }],
  });
  run.steps.forEach((step, index) => {
    const latest = environment.look(now).latestNumber;
    const version = { label: `v${index}`, document: markedDocument(`v${index}`) };
    switch (step.do) {
      case 'deploy': {
        const locks = { fresh: latest, stale: latest - 1, none: undefined };
        const expectedLatest = locks[step.lock as keyof typeof locks];
        environment.deploy({ ...version, description: '', strategy: step.strategy, expectedLatest }, now);
        break;
      }
      case 'stop':
        environment.stop({ number: latest - step.back, allowRevert: step.allowRevert }, now);
        break;
      case 'monitor':
        state = step.state;
        break;
      case 'foreign':
        environment.deployAsSomebodyElse(version, now);
        break;
      case 'fail':
        environment.failInside(now);
        break;
      case 'wait':
        for (let minute = 1; minute < Math.min(step.minutes, 30); minute += 1)
          check(environment, (now += MINUTE));
        now += Math.max(1, step.minutes - 29) * MINUTE;
        break;
    }
    check(environment, now);
  });
  return environment;
}

const IN_FLIGHT = ['deploying', 'baking', 'rollingBack'];
const inFlight = ({ state }: DeploymentView) => IN_FLIGHT.includes(state);

describe('whatever is done to an environment, under every reading of the open facts', () => {
  it('has at most one deployment in flight, and that is the newest', () => {
    fc.assert(
      fc.property(runs, (run) => {
        carryOut(run, (environment, now) => {
          environment.advanceTo(now);
          const history = environment.history();
          expect(history.slice(0, -1).filter(inFlight)).toEqual([]);
          expect(environment.look(now).incoming !== undefined).toBe(history.slice(-1).some(inFlight));
        });
      }),
    );
  });

  it('numbers its deployments 1, 2, 3, and ends none before it started', () => {
    fc.assert(
      fc.property(runs, (run) => {
        const history = carryOut(run, () => undefined).history();
        expect(history.map(({ number }) => number)).toEqual(history.map((_, index) => index + 1));
        for (const { startedAt, endedAt = startedAt } of history)
          expect(endedAt).toBeGreaterThanOrEqual(startedAt);
        history.slice(1).forEach(({ startedAt }, index) => {
          expect(startedAt).toBeGreaterThanOrEqual(history[index]?.startedAt ?? NaN);
        });
      }),
    );
  });

  it('never lowers the percentage of a deployment until it is undone', () => {
    fc.assert(
      fc.property(runs, (run) => {
        let before: LaneView['latest'];
        carryOut(run, (environment, now) => {
          const { latest } = environment.look(now);
          if (
            latest &&
            latest.number === before?.number &&
            ['deploying', 'baking', 'complete'].includes(latest.state)
          ) {
            expect(latest.percentage).toBeGreaterThanOrEqual(before.percentage);
          }
          before = latest;
        });
      }),
    );
  });

  it('serves nothing but versions that were deployed, and offers nothing but the served and the incoming one', () => {
    fc.assert(
      fc.property(runs, (run) => {
        carryOut(run, (environment, now) => {
          const { served, incoming } = environment.look(now);
          const deployed = environment.history().map(({ label }) => label);
          if (served) expect(deployed).toContain(served.label);
          const offers = environment.versionsInForce(now);
          expect([served?.label, incoming?.label]).toEqual(
            expect.arrayContaining(offers.map(({ label }) => label)),
          );
          const total = offers.reduce((sum, { share }) => sum + share, 0);
          if (served) expect(total).toBeCloseTo(1);
          for (let client = 0; client < MAX_CHECKED_CLIENTS; client += 1) {
            const held = environment.servedTo(client / MAX_CHECKED_CLIENTS, now);
            if (held) expect(deployed).toContain(held.label);
          }
        });
      }),
    );
  });

  it('serves what completed last and was not undone, as long as only the newest is reverted', () => {
    fc.assert(
      fc.property(runs, (run) => {
        const environment = carryOut(
          { ...run, switches: { ...run.switches, revertAfterNewerDeployment: 'badRequest' } },
          () => undefined,
        );
        const lastDay = 1e12;
        const served = environment.look(lastDay).served?.label;
        expect(served).toBe(environment.history().findLast(({ state }) => state === 'complete')?.label);
      }),
    );
  });

  it('comes to the same, however often it is looked at', () => {
    fc.assert(
      fc.property(runs, (run) => {
        const seldom = carryOut(run, () => undefined);
        const often = carryOut(run, (environment, now) => {
          environment.look(now);
          environment.nextChangeAt(now);
          environment.servedTo(0.3, now);
        });
        expect(seldom.look(1e12)).toEqual(often.look(1e12));
      }),
    );
  });
});
