import { AT_ONCE } from '../../../lib/contract/deployment-strategy.js';
import { markedDocument } from '../../contracts/flag-lane.contract.js';
import { deploy, environmentWith, MINUTE, RISE } from './environment-fixture.js';

describe('a deployment in time', () => {
  it.each([
    [0, 'deploying', 0],
    [2.99, 'deploying', 0],
    [3, 'deploying', 25],
    [6, 'deploying', 50],
    [9, 'deploying', 75],
    [12, 'deploying', 100],
    [14.99, 'deploying', 100],
    [15, 'baking', 100],
    [24.99, 'baking', 100],
    [25, 'complete', 100],
  ])(
    'of 15 minutes at 25 %% with 10 minutes of bake (c) is at minute %d %s with %d %%',
    (minute, state, percentage) => {
      const environment = environmentWith({ switches: { linearTimeline: 'c' } });
      deploy(environment, 'v1', 0, {
        spreadMinutes: 15,
        growth: 'linear',
        growthFactor: 25,
        bakeMinutes: 10,
      });
      expect(environment.look(minute * MINUTE).latest).toMatchObject({ state, percentage });
    },
  );

  it('is complete when it ends, however far apart the looks are', () => {
    const environment = environmentWith();
    deploy(environment, 'v1', 0, RISE);
    expect(environment.look(10_000 * MINUTE).latest).toMatchObject({
      state: 'complete',
      startedAt: 0,
      endedAt: 20 * MINUTE,
    });
  });

  it('begins its timeline and ends its rollback as late as the timing says', () => {
    const environment = environmentWith({ timing: { startMs: 5_000, rollbackMs: 30_000 } });
    deploy(environment, 'v1', 0);
    expect(environment.look(4_999).latest).toMatchObject({ state: 'deploying', percentage: 0 });
    expect(environment.look(5_000).latest).toMatchObject({ state: 'complete', endedAt: 5_000 });
    deploy(environment, 'v2', 1, RISE);
    environment.stop({ number: 2, allowRevert: false }, 2 * MINUTE);
    expect(environment.look(2 * MINUTE + 29_999).latest?.state).toBe('rollingBack');
    expect(deploy(environment, 'v3', 2.49999).kind).toBe('conflict');
    expect(environment.look(2 * MINUTE + 30_000).latest?.state).toBe('rolledBack');
  });

  it.each([{ monitorPollMs: 0 }, { clientPollMs: 0 }, { startMs: -1 }, { rollbackMs: NaN }])(
    'has no timing of %o',
    (timing) => {
      expect(() => environmentWith({ timing })).toThrow(/polls take more than 0 ms/);
    },
  );

  it('cannot be looked at before an instant that has passed', () => {
    const environment = environmentWith();
    environment.advanceTo(5);
    expect(() => environment.look(4)).toThrow(/is at 5 and cannot go back to 4/);
  });
});

describe('somebody else', () => {
  it('deploys without the lock and makes ours stale', () => {
    const environment = environmentWith();
    deploy(environment, 'v1', 0);
    expect(environment.deployAsSomebodyElse({ document: markedDocument('theirs') }, MINUTE)).toEqual({
      kind: 'started',
      number: 2,
    });
    const ours = { label: 'v2', document: markedDocument('v2'), description: '', strategy: AT_ONCE };
    expect(environment.deploy({ ...ours, expectedLatest: 1 }, 2 * MINUTE).kind).toBe('conflict');
    expect(environment.look(2 * MINUTE).served?.document).toEqual(markedDocument('theirs'));
  });

  it('has to wait for a deployment in flight like everybody', () => {
    const environment = environmentWith();
    deploy(environment, 'v1', 0, RISE);
    expect(environment.deployAsSomebodyElse({ document: markedDocument('theirs') }, MINUTE).kind).toBe(
      'conflict',
    );
  });
});

describe('a failure inside AppConfig', () => {
  it('rolls a deployment in flight back', () => {
    const environment = environmentWith();
    deploy(environment, 'v1', 0, RISE);
    environment.failInside(5 * MINUTE);
    expect(environment.look(5 * MINUTE).latest).toMatchObject({
      state: 'rolledBack',
      endedBy: 'internalError',
    });
  });

  it('does not prolong a rollback', () => {
    const environment = environmentWith({ timing: { startMs: 0, rollbackMs: 2 * MINUTE } });
    deploy(environment, 'v1', 0, RISE);
    environment.stop({ number: 1, allowRevert: false }, 5 * MINUTE);
    environment.failInside(6 * MINUTE);
    expect(environment.look(7 * MINUTE).latest).toMatchObject({ state: 'rolledBack', endedBy: 'user' });
  });

  it('changes nothing without one', () => {
    const environment = environmentWith();
    deploy(environment, 'v1', 0);
    environment.failInside(MINUTE);
    expect(environment.look(MINUTE).latest?.state).toBe('complete');
  });
});
