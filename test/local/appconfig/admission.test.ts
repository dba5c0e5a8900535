import { deploy, environmentWith, MINUTE, RISE } from './environment-fixture.js';

describe('a stop', () => {
  it.each<['rolledBack' | 'badRequest', boolean, string]>([
    ['rolledBack', false, 'stopped'],
    ['badRequest', false, 'rejected'],
    ['rolledBack', true, 'stopped'],
    ['badRequest', true, 'stopped'],
  ])(
    'while baking (plainStopWhileBaking=%s, allowRevert=%s) is %s',
    (plainStopWhileBaking, allowRevert, kind) => {
      const environment = environmentWith({ switches: { plainStopWhileBaking } });
      deploy(environment, 'v1', 0, RISE);
      expect(environment.stop({ number: 1, allowRevert }, 15 * MINUTE).kind).toBe(kind);
      expect(environment.look(15 * MINUTE).latest?.state).toBe(kind === 'stopped' ? 'rolledBack' : 'baking');
    },
  );

  it.each([
    [72 * 60 - 0.01, 'stopped'],
    [72 * 60, 'rejected'],
  ])('with allowRevert %d minutes after the completion is %s', (minutes, kind) => {
    const environment = environmentWith();
    deploy(environment, 'v1', 0, RISE);
    expect(environment.stop({ number: 1, allowRevert: true }, (20 + minutes) * MINUTE).kind).toBe(kind);
  });

  it('of an older deployment serves what that one replaced, whatever came after (reverts)', () => {
    const environment = environmentWith({ switches: { revertAfterNewerDeployment: 'reverts' } });
    ['v1', 'v2', 'v3'].forEach((label, minute) => deploy(environment, label, minute));
    expect(environment.stop({ number: 2, allowRevert: true }, 3 * MINUTE)).toEqual({
      kind: 'stopped',
      state: 'reverted',
    });
    expect(environment.look(3 * MINUTE)).toMatchObject({
      latest: { number: 3, state: 'complete' },
      served: { label: 'v1' },
    });
    expect(environment.history().map(({ state, endedAt }) => [state, endedAt])).toEqual([
      ['complete', 0],
      ['reverted', 3 * MINUTE],
      ['complete', 2 * MINUTE],
    ]);
  });

  it('of an older deployment is refused (badRequest)', () => {
    const environment = environmentWith({ switches: { revertAfterNewerDeployment: 'badRequest' } });
    ['v1', 'v2'].forEach((label, minute) => deploy(environment, label, minute));
    expect(environment.stop({ number: 1, allowRevert: true }, 2 * MINUTE).kind).toBe('rejected');
    expect(environment.look(2 * MINUTE).served?.label).toBe('v2');
  });

  it('of a completed deployment is refused while a newer one is in flight', () => {
    const environment = environmentWith();
    deploy(environment, 'v1', 0);
    deploy(environment, 'v2', 1, RISE);
    expect(environment.stop({ number: 1, allowRevert: true }, 2 * MINUTE)).toMatchObject({
      kind: 'rejected',
      reason: expect.stringContaining('deployment 2 is in flight'),
    });
  });
});
