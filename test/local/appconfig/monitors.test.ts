import type { MonitorState } from '../../../lib/local/appconfig/monitors.js';
import type { AppConfigSwitches } from '../../../lib/local/appconfig/switches.js';
import { AT_ONCE } from '../../../lib/contract/deployment-strategy.js';
import { deploy, environmentWith, EXACT, MINUTE, monitorOf, RISE } from './environment-fixture.js';

describe('the monitors', () => {
  it.each<[string, number, MonitorState, Partial<AppConfigSwitches>, string, number]>([
    ['red in the spread', 4, 'ALARM', {}, 'rolledBack', 4],
    ['red between two readings', 4.5, 'ALARM', {}, 'rolledBack', 5],
    ['red in the bake', 15, 'ALARM', {}, 'rolledBack', 15],
    ['red at the last instant of the bake', 20, 'ALARM', {}, 'rolledBack', 20],
    ['red just after the bake', 20.01, 'ALARM', {}, 'complete', 20],
    ['without data, which is not red', 4, 'INSUFFICIENT_DATA', {}, 'complete', 20],
    [
      'without data, which is red',
      4,
      'INSUFFICIENT_DATA',
      { insufficientDataRollsBack: true },
      'rolledBack',
      4,
    ],
  ])(
    '%s (from minute %d %s, %o) leave a deployment %s at minute %d',
    (_, from, state, switches, end, endMinute) => {
      const environment = environmentWith({ switches, monitors: [monitorOf([from, state])] });
      deploy(environment, 'v1', 0, RISE);
      expect(environment.look(60 * MINUTE).latest).toMatchObject({
        state: end,
        endedAt: endMinute * MINUTE,
        endedBy: end === 'complete' ? 'appconfig' : 'alarm',
      });
    },
  );

  it('are read as often as the timing says', () => {
    const environment = environmentWith({
      timing: { ...EXACT, monitorPollMs: 5 * MINUTE },
      monitors: [monitorOf([6, 'ALARM'], [9, 'OK'], [11, 'ALARM'])],
    });
    deploy(environment, 'v1', 0, RISE);
    expect(environment.look(60 * MINUTE).latest).toMatchObject({ state: 'rolledBack', endedAt: 15 * MINUTE });
  });

  it('roll nothing back while their actions are disabled', () => {
    const monitor = { ...monitorOf([0, 'ALARM']), actionsEnabled: (now: number) => now >= 7 * MINUTE };
    const environment = environmentWith({
      switches: { alarmAlreadyRedAtStart: 'rollsBackAtOnce' },
      monitors: [monitor],
    });
    deploy(environment, 'v1', 0, RISE);
    expect(environment.look(6 * MINUTE).latest?.state).toBe('deploying');
    expect(environment.look(7 * MINUTE).latest?.state).toBe('rolledBack');
  });

  it('are not read while nothing is in flight', () => {
    const readAt: number[] = [];
    const watching = { name: 'watching', state: (now: number) => (readAt.push(now / MINUTE), 'OK' as const) };
    const environment = environmentWith({ monitors: [watching] });
    deploy(environment, 'v1', 10, { ...AT_ONCE, bakeMinutes: 3 });
    environment.advanceTo(80_000 * MINUTE);
    expect(readAt).toEqual([10, 11, 12, 13]);
  });

  it('are five at most', () => {
    const six = Array.from({ length: 6 }, () => monitorOf());
    expect(() => environmentWith({ monitors: six })).toThrow(/6 monitors, but AppConfig allows 5/);
    expect(() => environmentWith({ monitors: six.slice(1) })).not.toThrow();
  });
});

describe('a monitor that is red when a deployment starts', () => {
  const red = [monitorOf([0, 'ALARM'], [6, 'OK'], [8, 'ALARM'])];

  it('stops the deployment from starting (refused)', () => {
    const environment = environmentWith({ switches: { alarmAlreadyRedAtStart: 'refused' }, monitors: red });
    expect(deploy(environment, 'v1', 1, RISE)).toMatchObject({ kind: 'rejected' });
    expect(environment.look(MINUTE).latestNumber).toBe(0);
    expect(deploy(environment, 'v1', 6, RISE)).toEqual({ kind: 'started', number: 1 });
  });

  it('rolls the deployment back before anybody is offered it (rollsBackAtOnce)', () => {
    const environment = environmentWith({
      switches: { alarmAlreadyRedAtStart: 'rollsBackAtOnce' },
      monitors: red,
    });
    expect(deploy(environment, 'v1', 1, RISE)).toEqual({ kind: 'started', number: 1 });
    expect(environment.look(MINUTE).latest).toMatchObject({
      state: 'rolledBack',
      endedBy: 'alarm',
      endedAt: MINUTE,
    });
    expect(environment.versionsInForce(MINUTE)).toEqual([]);
  });

  it('counts only after it has changed once (ignoredUntilItChanges)', () => {
    const environment = environmentWith({
      switches: { alarmAlreadyRedAtStart: 'ignoredUntilItChanges' },
      monitors: red,
    });
    deploy(environment, 'v1', 1, RISE);
    expect(environment.look(7.99 * MINUTE).latest?.state).toBe('deploying');
    expect(environment.look(8 * MINUTE).latest).toMatchObject({ state: 'rolledBack', endedBy: 'alarm' });
  });

  it('counts when it changes from one red state to another', () => {
    const environment = environmentWith({
      switches: { alarmAlreadyRedAtStart: 'ignoredUntilItChanges', insufficientDataRollsBack: true },
      monitors: [monitorOf([0, 'INSUFFICIENT_DATA'], [5, 'ALARM'])],
    });
    deploy(environment, 'v1', 0, RISE);
    expect(environment.look(60 * MINUTE).latest).toMatchObject({ state: 'rolledBack', endedAt: 5 * MINUTE });
  });
});
