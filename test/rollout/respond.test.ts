import { Driver } from './driver.js';
import { smallPlan } from './plans.js';

const DAY = 1440;

const fire = (driver: Driver): void => {
  driver.told = {
    ...driver.told,
    find: (key) => (key.startsWith('trigger:') ? { truth: 'yes' } : undefined),
  };
  driver.runFor(1);
};

describe('`disable flags of step`', () => {
  const triggers = ' [{ name: bad, when: errors > 5%, then: [disable flags of step] }]';

  it('turns off what users live with, though the rollout waits for a step of other flags', () => {
    const driver = new Driver(
      smallPlan({
        triggers,
        first: 'steps: [{ expose: 10%, flags: [search] }, { expose: 10%, flags: [hints], at: day 5 }]',
      }),
    );
    driver.runFor(60);
    expect(driver.state.control).toMatchObject({ position: { stage: 'waiting', step: 1 } });
    fire(driver);
    expect(Object.keys(driver.state.disabled).sort()).toEqual(['hints', 'search']);
  });

  it('turns off the flags of the step that the same trigger takes back', () => {
    const driver = new Driver(
      smallPlan({
        triggers: ' [{ name: bad, when: errors > 5%, then: [disable flags of step, revert all] }]',
        first: 'steps: [{ expose: 10%, flags: [search], soak: 1d }]',
      }),
    );
    driver.runFor(60);
    fire(driver);
    expect(driver.state.control.mode).toBe('reverted');
    expect(Object.keys(driver.state.disabled).sort()).toEqual(['hints', 'search']);
  });
});

it('does the rest of the responses after a revert, each at its time', () => {
  const driver = new Driver(
    smallPlan({
      triggers:
        ' [{ name: bad, when: errors > 5%, then: [revert step, tell ops, task look within 1h, revert all after 2h] }]',
    }),
  );
  driver.runFor(2 * DAY);
  fire(driver);
  expect(driver.saidOf('tell')).toEqual(['ops told: trigger bad']);
  expect(driver.saidOf('task')).toEqual(['task look is due (trigger bad)']);
  expect(driver.saidOf('revert')).toHaveLength(1);
  driver.runFor(119);
  expect(driver.saidOf('revert')).toHaveLength(1);
  driver.runFor(1);
  expect(driver.saidOf('revert')).toEqual([
    expect.stringContaining('is taken back'),
    'everything is taken back: trigger bad',
  ]);
});

it('takes a spread that is on its way back in the minute in which a freeze of the plan begins', () => {
  const driver = new Driver(
    smallPlan({
      top: 'freezes: [{ from: 2026-12-09, until: 2026-12-10, because: an audit }]',
      first: 'steps: [{ expose: 10%, soak: 1d }, { expose: 20%, soak: 1d }]',
    }),
  );
  driver.runFor(DAY - 1);
  driver.now += 60_000;
  driver.look();
  // From here on the second step is still moving, and nothing else happens.
  const moving = driver
    .lanes()
    .map((sight) => (sight.lane === 'rise' ? { ...sight, kind: 'moving' as const } : sight));
  driver.look(moving);
  expect(driver.state.control).toMatchObject({ position: { stage: 'rising', step: 1 } });
  driver.now = driver.wakeup() ?? Infinity;
  expect(new Date(driver.now).toISOString()).toBe('2026-12-09T00:00:00.000Z');
  driver.look(moving);
  expect(driver.state.control).toMatchObject({ position: { stage: 'waiting', step: 1 } });
  driver.runUntil(Date.UTC(2026, 11, 11) - 60_000);
  expect(driver.state.control).toMatchObject({ position: { stage: 'waiting', step: 1 } });
  driver.runFor(1);
  expect(driver.state.control).toMatchObject({ position: { stage: 'soaking', step: 1 } });
});

it('escalates and updates an incident as often as is due, however late it is looked at', () => {
  const driver = new Driver(
    smallPlan({
      top: 'severities: { critical: { answer: 15m, update: 1h, tell: [ops, release] } }',
      triggers: ' [{ name: bad, severity: critical, when: errors > 5%, then: [pause] }]',
    }),
  );
  driver.runFor(60);
  fire(driver);
  const before = driver.effects.filter((effect) => effect.kind === 'message' && effect.about === 'incident');
  driver.now += 3 * 3_600_000;
  driver.look();
  const after = driver.effects.filter((effect) => effect.kind === 'message' && effect.about === 'incident');
  expect(before).toHaveLength(1);
  expect(after.slice(1)).toMatchObject([{ by: ['slack'] }, { to: { role: 'release' }, by: ['pager'] }]);
});
