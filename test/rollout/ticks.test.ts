import { Driver } from './driver.js';
import { smallPlan } from './plans.js';

const DAY = 1440;
const position = (driver: Driver): string => JSON.stringify(driver.state.control);

describe('a task', () => {
  const twice = smallPlan({
    first:
      'steps: [{ tasks: [{ name: smoke-test, by: ops }] }, { tasks: [{ name: smoke-test, by: ops }] }, { expose: 10%, soak: 1d }]',
  });

  it('that two steps ask for is ticked for each of them', () => {
    const driver = new Driver(twice, { people: false });
    driver.runFor(10);
    driver.say('olga', { kind: 'tick', task: 'smoke-test' });
    expect(position(driver)).toContain('"step":1');
    driver.runFor(DAY);
    expect(position(driver)).toContain('"step":1');
    driver.say('olga', { kind: 'tick', task: 'smoke-test' });
    expect(position(driver)).toContain('"step":2');
  });

  it('may be ticked before it is asked for', () => {
    const driver = new Driver(smallPlan({ first: 'steps: [{ tasks: [warm-up] }, { tasks: [clean-up] }]' }), {
      people: false,
    });
    driver.runFor(10);
    driver.say('olga', { kind: 'tick', task: 'clean-up' });
    driver.say('olga', { kind: 'tick', task: 'warm-up' });
    expect(driver.saidOf('phase')).toContain('phase first left');
  });

  it('is asked for again by a new attempt', () => {
    const driver = new Driver(
      smallPlan({ first: 'steps: [{ expose: 10%, soak: 1d, tasks: [smoke-test] }]' }),
      { people: false },
    );
    driver.runFor(10);
    driver.say('olga', { kind: 'tick', task: 'smoke-test' });
    driver.say('rita', { kind: 'revert', what: 'step' });
    driver.say('rita', { kind: 'retry' });
    driver.runFor(3 * DAY);
    expect(driver.saidOf('phase')).not.toContain('phase first left');
    driver.say('olga', { kind: 'tick', task: 'smoke-test' });
    expect(driver.saidOf('phase')).toContain('phase first left');
  });

  it('of a role is ticked by nobody else', () => {
    const driver = new Driver(twice, { people: false });
    driver.runFor(10);
    driver.say('rita', { kind: 'tick', task: 'smoke-test' });
    expect(driver.saidOf('refused')).toEqual(['rita: tick refused: ops ticks smoke-test']);
    expect(position(driver)).toContain('"step":0');
  });
});

describe('behind the point of no return', () => {
  const plan = smallPlan({
    triggers: ' [{ name: bad, when: errors > 5%, then: [pause], during: [first, second] }]',
    second: 'irreversible: The old index is deleted\n    steps: [{ expose: 50%, soak: 1d }]',
  });

  it.each([{ kind: 'revert', what: 'all' } as const, { kind: 'revert units', units: ['u-1'] } as const])(
    'nobody is put back by %j, and the word says what can be done',
    (word) => {
      const driver = new Driver(plan);
      driver.runFor(2 * DAY);
      const before = driver.state.environments;
      driver.say('rita', word);
      expect(driver.state.environments).toEqual(before);
      expect(driver.saidOf('refused').at(-1)).toBe(
        `rita: ${word.kind} refused: phase second is a point of no return: pause, or disable a flag`,
      );
    },
  );

  it('a pause and a kill still work', () => {
    const driver = new Driver(plan);
    driver.runFor(2 * DAY);
    driver.say('rita', { kind: 'pause' });
    expect(driver.state.paused?.by).toBe('rita');
    driver.say('rita', { kind: 'kill' });
    expect(Object.keys(driver.state.disabled)).toEqual(['search', 'hints']);
  });
});

describe('the notices of a later phase without a date', () => {
  const plan = smallPlan({
    first: 'lasts: 10d\n    steps: [{ expose: 10%, soak: 1d }]',
    second:
      'steps: [{ expose: 50%, soak: 1d, notices: [{ to: users of step, by: email, before: 2d, required: true, say: Soon }] }]',
  });

  it('leave before the phase above can be over, and are not corrected while it keeps its time', () => {
    const driver = new Driver(plan);
    driver.runFor(7 * DAY);
    expect(driver.saidOf('notice')).toEqual([]);
    driver.runFor(6 * DAY);
    expect(driver.saidOf('notice')).toEqual([
      'notice for second.1, 2d before Thu 2026-12-17 00:00, by email',
    ]);
  });

  it('wait while the phase above is late, and nobody knows the date', () => {
    const driver = new Driver(plan, {
      find: (key) => (key.startsWith('trigger:') ? undefined : { truth: 'unknown' }),
    });
    driver.runFor(30 * DAY);
    expect(driver.saidOf('notice').filter((said) => said.startsWith('correction'))).toEqual([]);
  });
});
