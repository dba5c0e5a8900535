import type { FlagDocument } from '../../lib/flags/document.js';
import type { DeploymentStrategy } from '../../lib/contract/deployment-strategy.js';
import type { FlagLane, LaneAnswer, LaneView } from '../../lib/runtime/ports.js';
import { AT_ONCE } from '../../lib/contract/deployment-strategy.js';

/** A new lane (an environment without deployments, one monitor that is OK) and the means to let time pass. */
export interface Harness {
  readonly lane: FlagLane;
  advance(minutes: number): Promise<void>;
  /** Sets the state of the lane's only monitor, and waits until the service can see it. */
  setMonitor(state: 'OK' | 'ALARM' | 'INSUFFICIENT_DATA'): Promise<void>;
  close?(): Promise<void>;
}

/** What an implementation can do in a test; tests of what it cannot do are reported as skipped. */
export interface Capabilities {
  /** Deployments take their spread and bake; an emulator may complete them at once. */
  readonly growthTakesTime: boolean;
  /** The monitor is watched. */
  readonly monitorsRollBack: boolean;
  /** `advance` can pass 73 hours. */
  readonly daysCanPass: boolean;
  /** Limits of AppConfig on labels, strategies and documents are enforced. */
  readonly limitsAreEnforced: boolean;
}

const EVERYTHING: Capabilities = {
  growthTakesTime: true,
  monitorsRollBack: true,
  daysCanPass: true,
  limitsAreEnforced: true,
};

/** 10 minutes in steps of 20 %, then 10 minutes of bake. */
const RISE: DeploymentStrategy = { spreadMinutes: 10, growth: 'linear', growthFactor: 20, bakeMinutes: 10 };

/** A small flag document that can be told from others by `mark`. */
export function markedDocument(mark: string): FlagDocument {
  return {
    version: '1',
    flags: { checkout: { name: 'checkout', description: mark } },
    values: { checkout: { enabled: true, _variants: [{ name: 'new', enabled: true }] } },
  };
}

const OVERSIZED = markedDocument('x'.repeat(2_048 * 1_024));

/**
 * What every FlagLane does, as far as AWS documents it. Where AWS leaves something open, the suite demands that the
 * answer is one of the plausible ones and that the lane then is in the state that the answer says.
 */
export function describeFlagLaneContract(
  name: string,
  make: () => Promise<Harness>,
  capabilities: Partial<Capabilities> = {},
): void {
  const can = { ...EVERYTHING, ...capabilities };
  const inTime = can.growthTakesTime ? it : it.skip;
  const watched = can.growthTakesTime && can.monitorsRollBack ? it : it.skip;
  const overDays = can.daysCanPass ? it : it.skip;
  const limited = can.limitsAreEnforced ? it : it.skip;

  describe(`the flag lane of ${name}`, () => {
    let harness: Harness;
    let lane: FlagLane;
    beforeEach(async () => {
      harness = await make();
      lane = harness.lane;
    });
    afterEach(async () => harness.close?.());

    /** Asks for a deployment with the lock of a fresh look. */
    const ask = async (
      label: string,
      strategy = AT_ONCE,
      { document = markedDocument(label), rises = false } = {},
    ) => {
      const { latestNumber } = await lane.look();
      return lane.deploy({
        label,
        document,
        strategy,
        description: `to ${label}`,
        expectedLatest: latestNumber,
        rises,
      });
    };
    const start = async (label: string, strategy = AT_ONCE) => numberOf(await ask(label, strategy));
    const complete = async (label: string) => {
      const number = await start(label);
      await harness.advance(2);
      expect(stateOf(await lane.look())).toBe('complete');
      return number;
    };
    const advanceUntil = async (...states: readonly string[]) => {
      for (let minute = 0; minute < 30 && !states.includes(stateOf(await lane.look()) ?? ''); minute += 1) {
        await harness.advance(1);
      }
      expect(states).toContain(stateOf(await lane.look()));
    };

    it('is empty before its first deployment', async () => {
      const view = await lane.look();
      expect(view.latestNumber).toBe(0);
      expect(view.latest).toBeUndefined();
      expect(view.served).toBeUndefined();
      expect(view.incoming).toBeUndefined();
    });

    it('serves a document once its deployment is complete', async () => {
      const number = await complete('plan-1');
      const view = await lane.look();
      expect(view).toMatchObject({
        latestNumber: number,
        latest: { number, label: 'plan-1', percentage: 100, description: 'to plan-1', endedBy: 'appconfig' },
        served: { label: 'plan-1', document: markedDocument('plan-1') },
      });
      expect(view.incoming).toBeUndefined();
      expect(view.latest?.endedAt).toBeGreaterThanOrEqual(view.latest?.startedAt ?? Infinity);
    });

    it('counts its deployments upwards, also those that are undone', async () => {
      const first = await complete('plan-1');
      const second = await complete('plan-2');
      await lane.stop({ number: second, allowRevert: true });
      const third = await complete('plan-3');
      expect(second).toBeGreaterThan(first);
      expect(third).toBeGreaterThan(second);
      expect((await lane.look()).served?.label).toBe('plan-3');
    });

    it('refuses a deployment of somebody who has not seen the newest one', async () => {
      await complete('plan-1');
      const answer = await lane.deploy({
        label: 'plan-2',
        document: markedDocument('plan-2'),
        description: '',
        strategy: AT_ONCE,
        expectedLatest: 0,
        rises: false,
      });
      expect(answer.kind).toBe('conflict');
      await harness.advance(2);
      expect(await lane.look()).toMatchObject({ latest: { label: 'plan-1' }, served: { label: 'plan-1' } });
    });

    it('takes the same label and document again after a conflict', async () => {
      await complete('plan-1');
      const document = markedDocument('plan-2');
      const request = { label: 'plan-2', document, description: '', strategy: AT_ONCE, rises: false };
      expect((await lane.deploy({ ...request, expectedLatest: 0 })).kind).toBe('conflict');
      const { latestNumber } = await lane.look();
      expect((await lane.deploy({ ...request, expectedLatest: latestNumber })).kind).toBe('started');
    });

    inTime.each(['deploying', 'baking'])('takes no second deployment while one is %s', async (state) => {
      const number = await start('plan-1', RISE);
      await advanceUntil(state);
      expect((await ask('plan-2')).kind).toBe('conflict');
      expect(await lane.look()).toMatchObject({ latestNumber: number, latest: { label: 'plan-1', state } });
    });

    inTime(
      'raises the percentage to 100, bakes, and completes, serving the version before until then',
      async () => {
        await complete('plan-1');
        await start('plan-2', RISE);
        const seen: LaneView[] = [];
        while (seen.length < 25 && stateOf(await lane.look()) !== 'complete') {
          seen.push(await lane.look());
          await harness.advance(1);
        }
        expect([...new Set(seen.map(stateOf))]).toEqual(['deploying', 'baking']);
        for (const view of seen) {
          expect(view).toMatchObject({ served: { label: 'plan-1' }, incoming: { label: 'plan-2' } });
        }
        const percentages = seen.map((view) => view.latest?.percentage ?? NaN);
        expect(percentages).toEqual([...percentages].sort((one, other) => one - other));
        expect(percentages.filter((percentage) => percentage > 0 && percentage < 100).length).toBeGreaterThan(
          0,
        );
        expect(percentages.at(-1)).toBe(100);
        const last = await lane.look();
        expect(last.served).toEqual({ label: 'plan-2', document: markedDocument('plan-2') });
        expect(last.incoming).toBeUndefined();
      },
    );

    inTime('rolls a deployment back that is stopped under way, and takes the next', async () => {
      await complete('plan-1');
      const number = await start('plan-2', RISE);
      await harness.advance(5);
      expect(await lane.stop({ number, allowRevert: false })).toEqual({
        kind: 'stopped',
        state: 'rolledBack',
      });
      await advanceUntil('rolledBack');
      expect(await lane.look()).toMatchObject({ latest: { endedBy: 'user' }, served: { label: 'plan-1' } });
      expect(await complete('plan-3')).toBeGreaterThan(number);
    });

    inTime('serves nothing after its first deployment was rolled back', async () => {
      const number = await start('plan-1', RISE);
      await harness.advance(5);
      await lane.stop({ number, allowRevert: false });
      await advanceUntil('rolledBack');
      const view = await lane.look();
      expect(view.served).toBeUndefined();
      expect(view.incoming).toBeUndefined();
    });

    inTime('undoes a baking deployment when the stop allows a revert', async () => {
      await complete('plan-1');
      const number = await start('plan-2', RISE);
      await advanceUntil('baking');
      expect((await lane.stop({ number, allowRevert: true })).kind).toBe('stopped');
      await advanceUntil('rolledBack', 'reverted');
      expect((await lane.look()).served?.label).toBe('plan-1');
    });

    inTime('undoes a baking deployment on a plain stop, or says no and goes on', async () => {
      await complete('plan-1');
      const number = await start('plan-2', RISE);
      await advanceUntil('baking');
      const answer = await lane.stop({ number, allowRevert: false });
      expect(['stopped', 'rejected']).toContain(answer.kind);
      await advanceUntil(answer.kind === 'stopped' ? 'rolledBack' : 'complete');
      expect((await lane.look()).served?.label).toBe(answer.kind === 'stopped' ? 'plan-1' : 'plan-2');
    });

    it('does not undo a completed deployment on a plain stop', async () => {
      await complete('plan-1');
      const number = await complete('plan-2');
      expect((await lane.stop({ number, allowRevert: false })).kind).toBe('rejected');
      expect(await lane.look()).toMatchObject({ latest: { state: 'complete' }, served: { label: 'plan-2' } });
    });

    it('reverts the newest completed deployment when the stop allows it', async () => {
      await complete('plan-1');
      const number = await complete('plan-2');
      expect(await lane.stop({ number, allowRevert: true })).toEqual({ kind: 'stopped', state: 'reverted' });
      expect(await lane.look()).toMatchObject({
        latestNumber: number,
        latest: { state: 'reverted' },
        served: { label: 'plan-1', document: markedDocument('plan-1') },
      });
    });

    overDays('reverts nothing that completed more than 72 hours ago', async () => {
      await complete('plan-1');
      const number = await complete('plan-2');
      await harness.advance(73 * 60);
      expect((await lane.stop({ number, allowRevert: true })).kind).toBe('rejected');
      expect((await lane.look()).served?.label).toBe('plan-2');
    });

    it('reverts an older deployment after a newer one, or refuses and changes nothing', async () => {
      await complete('plan-1');
      const older = await complete('plan-2');
      const newest = await complete('plan-3');
      const answer = await lane.stop({ number: older, allowRevert: true });
      const view = await lane.look();
      expect(view.latestNumber).toBe(newest);
      if (answer.kind === 'rejected') expect(view.served?.label).toBe('plan-3');
      else expect(answer).toEqual({ kind: 'stopped', state: 'reverted' });
      expect(['plan-1', 'plan-3']).toContain(view.served?.label);
    });

    it('has nothing to stop in a deployment that never was, or that is undone already', async () => {
      const number = await complete('plan-1');
      expect((await lane.stop({ number: number + 1, allowRevert: true })).kind).toBe('rejected');
      await lane.stop({ number, allowRevert: true });
      expect((await lane.stop({ number, allowRevert: true })).kind).toBe('rejected');
    });

    watched.each(['deploying', 'baking'])('rolls back when the monitor turns red while %s', async (state) => {
      await complete('plan-1');
      await start('plan-2', RISE);
      await advanceUntil(state);
      await harness.setMonitor('ALARM');
      await advanceUntil('rolledBack');
      expect(await lane.look()).toMatchObject({ latest: { endedBy: 'alarm' }, served: { label: 'plan-1' } });
    });

    watched(
      'does not mind a monitor that turns red after the bake, nor asks it before a revert',
      async () => {
        await complete('plan-1');
        const number = await complete('plan-2');
        await harness.setMonitor('ALARM');
        await harness.advance(10);
        expect(await lane.look()).toMatchObject({
          latest: { state: 'complete' },
          served: { label: 'plan-2' },
        });
        expect((await lane.stop({ number, allowRevert: true })).kind).toBe('stopped');
        expect((await lane.look()).served?.label).toBe('plan-1');
      },
    );

    watched('refuses to start, rolls back or goes on when the monitor is red already', async () => {
      const before = await complete('plan-1');
      await harness.setMonitor('ALARM');
      const answer = await ask('plan-2', RISE);
      expect(['started', 'rejected']).toContain(answer.kind);
      if (answer.kind === 'rejected') {
        expect((await lane.look()).latestNumber).toBe(before);
      } else {
        await advanceUntil('rolledBack', 'complete');
        const { latest, served } = await lane.look();
        expect(served?.label).toBe(latest?.state === 'complete' ? 'plan-2' : 'plan-1');
        expect(latest?.endedBy).toBe(latest?.state === 'complete' ? 'appconfig' : 'alarm');
      }
      await harness.setMonitor('OK');
      await complete('plan-3');
    });

    watched.each(['ALARM', 'INSUFFICIENT_DATA'] as const)(
      'starts no rise while the monitor reads %s',
      async (state) => {
        const before = await complete('plan-1');
        await harness.setMonitor(state);
        expect((await ask('plan-2', RISE, { rises: true })).kind).toBe('conflict');
        expect((await lane.look()).latestNumber).toBe(before);
        await harness.setMonitor('OK');
        expect((await ask('plan-2', RISE, { rises: true })).kind).toBe('started');
      },
    );

    watched('starts what does not rise without asking the monitor first', async () => {
      const before = await complete('plan-1');
      await harness.setMonitor('INSUFFICIENT_DATA');
      const answer = await ask('plan-2');
      expect(['started', 'rejected']).toContain(answer.kind);
      expect((await lane.look()).latestNumber).toBe(answer.kind === 'started' ? before + 1 : before);
    });

    watched('rolls back or goes on when the monitor has no data', async () => {
      await complete('plan-1');
      await start('plan-2', RISE);
      await advanceUntil('deploying');
      await harness.setMonitor('INSUFFICIENT_DATA');
      await advanceUntil('rolledBack', 'complete');
      const { latest, served } = await lane.look();
      expect(served?.label).toBe(latest?.state === 'complete' ? 'plan-2' : 'plan-1');
    });

    limited.each([
      ['no characters', ''],
      ['65 characters', 'v'.repeat(65)],
      ['digits only', '20261207'],
    ])('refuses a label of %s', async (_, label) => {
      expect((await ask(label)).kind).toBe('rejected');
      expect((await lane.look()).latestNumber).toBe(0);
    });

    limited.each([['v'], ['v'.repeat(64)], ['2026-1207']])('takes the label %s', async (label) => {
      expect((await ask(label)).kind).toBe('started');
    });

    limited.each<[string, Partial<DeploymentStrategy>]>([
      ['a spread above a day', { spreadMinutes: 1_441 }],
      ['a bake above a day', { bakeMinutes: 1_441 }],
      ['a growth factor of 0', { spreadMinutes: 10, growthFactor: 0 }],
      ['a growth factor of 101', { spreadMinutes: 10, growthFactor: 101 }],
    ])('refuses %s', async (_, wrong) => {
      expect((await ask('plan-1', { ...AT_ONCE, ...wrong })).kind).toBe('rejected');
      expect((await lane.look()).latestNumber).toBe(0);
    });

    limited('refuses a document above 2,048 KB', async () => {
      expect((await ask('plan-1', AT_ONCE, { document: OVERSIZED })).kind).toBe('rejected');
      expect((await lane.look()).latestNumber).toBe(0);
    });

    it('refuses another document under a used label, or serves that other document', async () => {
      await complete('plan-1');
      const answer = await ask('plan-1', AT_ONCE, { document: markedDocument('other') });
      expect(['started', 'rejected']).toContain(answer.kind);
      await harness.advance(2);
      const expected = answer.kind === 'started' ? 'other' : 'plan-1';
      expect((await lane.look()).served?.document).toEqual(markedDocument(expected));
    });
  });
}

function numberOf(answer: LaneAnswer): number {
  if (answer.kind !== 'started')
    throw new Error(`expected a deployment to start, got ${JSON.stringify(answer)}`);
  return answer.number;
}

function stateOf(view: LaneView): string | undefined {
  return view.latest?.state;
}
