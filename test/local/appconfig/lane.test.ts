import { AppConfigEnvironment } from '../../../lib/local/appconfig/environment.js';
import { AppConfigLane, AppConfigServiceError, type Fault } from '../../../lib/local/appconfig/lane.js';
import type { FlagLane } from '../../../lib/runtime/ports.js';
import { AT_ONCE } from '../../../lib/contract/deployment-strategy.js';
import { markedDocument } from '../../contracts/flag-lane.contract.js';

const REQUEST = {
  label: 'v1',
  document: markedDocument('v1'),
  description: '',
  strategy: AT_ONCE,
  expectedLatest: 0,
  rises: false,
};

function laneWith(operation: keyof FlagLane, fault: Fault) {
  const environment = new AppConfigEnvironment();
  const lane = new AppConfigLane(environment, { now: () => 60_000 }, (asked) =>
    asked === operation ? fault : 'ok',
  );
  return { environment, lane };
}

describe('a lane with faults', () => {
  it.each<[Fault, string]>([
    ['ok', 'started'],
    ['throttled', 'throttled'],
    ['conflict', 'conflict'],
  ])('answers a deployment under the fault %s with %s', async (fault, kind) => {
    const { environment, lane } = laneWith('deploy', fault);
    expect((await lane.deploy(REQUEST)).kind).toBe(kind);
    expect(environment.look(60_000).latestNumber).toBe(kind === 'started' ? 1 : 0);
  });

  it.each<[Fault, number]>([
    ['internalError', 0],
    ['answerLost', 1],
  ])('fails under %s, and %d deployment has started', async (fault, started) => {
    const { environment, lane } = laneWith('deploy', fault);
    await expect(lane.deploy(REQUEST)).rejects.toThrow(AppConfigServiceError);
    expect(environment.look(60_000).latestNumber).toBe(started);
  });

  it.each<[Fault, string]>([
    ['throttled', 'ThrottlingException'],
    ['internalError', 'InternalServerException'],
    ['answerLost', 'InternalServerException'],
  ])('cannot be looked at under %s', async (fault, code) => {
    await expect(laneWith('look', fault).lane.look()).rejects.toMatchObject({ code });
  });

  it('can be looked at under a conflict, which reading does not have', async () => {
    expect((await laneWith('look', 'conflict').lane.look()).latestNumber).toBe(0);
  });

  it('lets a stop through or not like a deployment', async () => {
    const { environment, lane } = laneWith('stop', 'throttled');
    await lane.deploy({ ...REQUEST, strategy: { ...AT_ONCE, spreadMinutes: 10 } });
    expect((await lane.stop({ number: 1, allowRevert: true })).kind).toBe('throttled');
    expect(environment.look(60_000).latest?.state).toBe('deploying');
  });

  it.each([
    [true, 'started'],
    [false, 'conflict'],
  ])('rises under a monitor that is OK and enabled (%s) or not: %s', async (enabled, kind) => {
    const environment = new AppConfigEnvironment({
      monitors: [{ name: 'slow', state: () => 'OK', actionsEnabled: () => enabled }],
    });
    const lane = new AppConfigLane(environment, { now: () => 60_000 });
    expect((await lane.deploy({ ...REQUEST, rises: true })).kind).toBe(kind);
  });

  it('asks for faults with the operation and the time of the clock', async () => {
    const asked: unknown[] = [];
    const clock = { now: () => 7 };
    const lane = new AppConfigLane(new AppConfigEnvironment(), clock, (operation, now) => {
      asked.push([operation, now]);
      return 'ok';
    });
    await lane.look();
    await lane.deploy(REQUEST);
    await lane.stop({ number: 1, allowRevert: false });
    expect(asked).toEqual([
      ['look', 7],
      ['deploy', 7],
      ['stop', 7],
    ]);
  });
});
