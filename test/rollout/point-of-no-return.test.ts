import { Driver } from './driver.js';
import { planOf } from './plans.js';

const HOUR = 60;
const DAY = 24 * HOUR;

/** A plan whose second phase cannot be taken back, with one trigger. */
const plan = (trigger: string) =>
  planOf(`
rollout: small
starts: 2026-12-07
audience: { unit: user, key: userId, size: 1000 }
flags: { search: {} }
metrics: { errors: { ratio: [Errors, Requests], baseline: 0.5% } }
roles: { release: [rita], ops: [olga] }
triggers: [${trigger}]
phases:
  - { name: first, steps: [{ expose: everyone, soak: 1d }] }
  - { name: last, irreversible: the old search is deleted, enter: { signOff: release }, steps: [{ tasks: [deleted] }] }
armed: { for: 1w }
`);
const entered = (driver: Driver): boolean => 'entered/last' in driver.state.told;
const firing = (key: string) => (key.startsWith('trigger:') ? ({ truth: 'yes' } as const) : undefined);

/** Lets the trigger fire an hour before the soak is over, and everything be well again after a minute. */
function firedBefore(trigger: string): Driver {
  const driver = new Driver(plan(trigger));
  driver.runFor(DAY - HOUR);
  driver.told = { ...driver.told, find: firing, people: false };
  driver.runFor(1);
  driver.told = { ...driver.told, find: () => undefined };
  driver.runFor(1);
  return driver;
}

describe('a point of no return', () => {
  it('is passed when its gate says go and nothing holds', () => {
    const driver = new Driver(plan('{ when: errors > 5%, then: [pause], during: [first] }'));
    driver.runFor(2 * DAY);
    expect(entered(driver)).toBe(true);
  });

  it.each([
    [
      'a trigger has not been resumed whose revert comes later',
      '{ when: errors > 5%, then: [pause, revert step after 4h], during: [first] }',
    ],
    [
      'a role may still allow a revert that a trigger has asked for',
      '{ when: errors > 5%, then: [pause, ask ops to revert step], during: [first] }',
    ],
    [
      'a trigger that only pauses has not been resumed',
      '{ when: errors > 5%, then: [pause], during: [first] }',
    ],
  ])('is not passed while %s', (_, trigger) => {
    const driver = firedBefore(trigger);
    driver.runFor(2 * HOUR);
    driver.say('rita', { kind: 'sign', role: 'release' });
    expect(driver.state.control).toMatchObject({ position: { stage: 'entry', phase: 1 } });
    expect(entered(driver)).toBe(false);
    expect(driver.saidOf('held').join()).toMatch(
      /phase last, a point of no return, is held: trigger trigger-1/u,
    );
    driver.say('rita', { kind: 'resume' });
    expect(entered(driver)).toBe(true);
  });

  it('is not passed while somebody has paused', () => {
    const driver = new Driver(plan('{ when: errors > 5%, then: [tell ops], during: [first] }'));
    driver.runFor(HOUR);
    driver.say('olga', { kind: 'pause' });
    driver.runFor(2 * DAY);
    expect(entered(driver)).toBe(false);
    driver.say('rita', { kind: 'resume' });
    expect(entered(driver)).toBe(true);
  });

  it('is refused to somebody who asks for the phase while something holds', () => {
    const driver = new Driver(plan('{ when: errors > 5%, then: [pause], during: [first] }'), {}, true);
    driver.say('cdk', { kind: 'enter', phase: 'first' });
    driver.runFor(2 * DAY);
    driver.say('olga', { kind: 'pause' });
    driver.say('cdk', { kind: 'enter', phase: 'last' });
    expect(driver.saidOf('refused').join()).toMatch(
      /last is a point of no return, and it is held: paused by olga/u,
    );
  });
});

describe('a reduction after a revert', () => {
  it('is where a new attempt goes on: no step is left out', () => {
    const driver = new Driver(
      planOf(`
rollout: small
starts: 2026-12-07
audience: { unit: user, key: userId, size: 1000 }
flags: { search: {} }
metrics: { errors: { ratio: [Errors, Requests], baseline: 0.5% }, slow: { ratio: [Slow, Requests], baseline: 1% } }
roles: { release: [rita] }
triggers:
  - { name: bad, when: errors > 5%, then: [revert step] }
  - { name: worse, when: slow > 5%, then: [reduce to previous step] }
phases: [{ name: only, steps: [{ expose: 1%, soak: 1d }, { expose: 5%, soak: 1d }, { expose: 25%, soak: 1d }] }]
`),
    );
    driver.runFor(2 * DAY + HOUR);
    for (const name of ['bad', 'worse']) {
      driver.told = {
        ...driver.told,
        find: (key) => (key.startsWith(`trigger:${name}`) ? { truth: 'yes' } : undefined),
      };
      driver.runFor(1);
    }
    expect(driver.state.history.map(({ step }) => step)).toEqual([0]);
    expect(driver.state.control).toMatchObject({
      mode: 'reverted',
      position: { stage: 'waiting', phase: 0, step: 1 },
    });
    driver.told = { ...driver.told, find: () => undefined };
    driver.say('rita', { kind: 'retry' });
    expect(driver.state.history.map(({ step }) => step)).toEqual([0, 1]);
  });
});
