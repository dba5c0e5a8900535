import type { LaneSight, Word } from '../../lib/rollout/event.js';
import { exposedUnits } from '../../lib/rollout/exposed-units.js';
import { Driver } from './driver.js';
import { smallPlan } from './plans.js';

const HOUR = 3_600_000;
const DAY = 1440;
const exposed = (driver: Driver): number => Math.round(exposedUnits(driver.plan, driver.state));
const refused = (driver: Driver): string | undefined => driver.saidOf('refused').at(-1);
const firing = (driver: Driver, truth: 'yes' | 'no'): void => {
  driver.told = { ...driver.told, find: (key) => (key.startsWith('trigger:') ? { truth } : undefined) };
};

/** Lanes as they are while the rise lane of our only environment is still moving. */
const moving = (driver: Driver): readonly LaneSight[] =>
  driver
    .lanes()
    .map((sight) =>
      sight.lane === 'rise' ? { ...sight, kind: 'moving', generation: sight.generation } : sight,
    );

const include: Word = { kind: 'include units', units: ['u-1'] };

describe('`include units`', () => {
  it('is refused while something holds, and says what', () => {
    const driver = new Driver(smallPlan());
    driver.runFor(60);
    driver.say('rita', { kind: 'freeze', until: driver.now + HOUR, because: 'an audit' });
    driver.say('rita', include);
    expect(driver.state.included).toEqual([]);
    expect(refused(driver)).toBe(
      'rita: include units refused: nobody is let in while something holds (frozen: an audit)',
    );
  });

  it('is refused while a step is rising, so that its bake is not skipped', () => {
    const driver = new Driver(
      smallPlan({ first: 'steps: [{ expose: 10%, soak: 1h }, { expose: 20%, soak: 1d }]' }),
    );
    driver.runFor(59);
    driver.now += 60_000;
    driver.look();
    driver.look(moving(driver));
    driver.feed({ kind: 'said', id: 'include', at: driver.now, who: 'rita', word: include });
    expect(driver.state.included).toEqual([]);
    expect(refused(driver)).toContain('the rise lane is not settled');
  });

  it('is taken back when something begins to hold before the units have arrived', () => {
    const driver = new Driver(smallPlan());
    driver.runFor(60);
    driver.feed({ kind: 'said', id: 'include', at: driver.now, who: 'rita', word: include });
    driver.feed({ kind: 'said', id: 'pause', at: driver.now, who: 'olga', word: { kind: 'pause' } });
    expect(driver.state.included).toEqual([]);
    expect(driver.state.excluded).toEqual(['u-1']);
    expect(driver.saidOf('revert').at(-1)).toContain('they were on their way in, and paused by olga');
  });

  it('stays when something begins to hold after they have arrived', () => {
    const driver = new Driver(smallPlan());
    driver.runFor(60);
    driver.say('rita', include);
    driver.say('olga', { kind: 'pause' });
    expect(driver.state.included).toEqual(['u-1']);
  });

  it('goes back with a revert, whose limits know nobody by name', () => {
    const driver = new Driver(smallPlan());
    driver.runFor(2 * DAY);
    driver.say('rita', include);
    driver.say('olga', { kind: 'revert', what: 'step' });
    expect(driver.state.included).toEqual([]);
    expect(driver.saidOf('include').at(-1)).toBe('let in by name no more: u-1');
  });
});

describe('`disable`', () => {
  const disable: Word = { kind: 'disable', flags: ['search'] };

  it('is refused for flags that the plan does not have', () => {
    const driver = new Driver(smallPlan());
    driver.say('rita', { kind: 'disable', flags: ['serach'] });
    expect(refused(driver)).toBe('rita: disable refused: the plan has no such flag');
    expect(driver.state.disabled).toEqual({});
  });

  it('keeps the flag off when somebody resumes while a trigger holds, until it holds no more', () => {
    const driver = new Driver(
      smallPlan({ triggers: ' [{ name: bad, when: errors > 5%, then: [tell ops] }]' }),
    );
    driver.runFor(60);
    driver.say('olga', disable);
    expect(exposed(driver)).toBe(0);
    firing(driver, 'yes');
    driver.runFor(1);
    driver.say('rita', { kind: 'resume' });
    expect(exposed(driver)).toBe(0);
    firing(driver, 'no');
    driver.runFor(1);
    expect(driver.state.disabled).toEqual({});
    expect(exposed(driver)).toBe(100);
  });

  it('outlasts the trigger that turned the same flag off before', () => {
    const driver = new Driver(
      smallPlan({
        triggers: ' [{ name: bad, when: errors > 5%, then: [disable flag search], resume: errors < 2% }]',
      }),
    );
    driver.runFor(60);
    firing(driver, 'yes');
    driver.runFor(1);
    driver.say('olga', disable);
    driver.told = {
      ...driver.told,
      find: (key) => (key.endsWith('errors < 2%') ? { truth: 'yes' } : undefined),
    };
    driver.runFor(60);
    expect(driver.state.triggers['bad']?.phase).toBe('quiet');
    expect(exposed(driver)).toBe(0);
    driver.say('rita', { kind: 'resume' });
    expect(exposed(driver)).toBe(100);
  });

  it('keeps steps of the flag from starting', () => {
    const driver = new Driver(smallPlan());
    driver.runFor(60);
    driver.say('olga', disable);
    driver.runFor(5 * DAY);
    expect(driver.state.control).toMatchObject({ position: { stage: 'waiting', phase: 1, step: 0 } });
    driver.say('rita', { kind: 'resume' });
    driver.runFor(1);
    expect(exposed(driver)).toBe(500);
  });
});

describe('`kill`', () => {
  it('outlasts triggers and resumes; a new attempt brings everything back when nothing holds', () => {
    const driver = new Driver(smallPlan());
    driver.runFor(60);
    driver.say('a stranger', { kind: 'kill' });
    driver.say('rita', { kind: 'resume' });
    expect(exposed(driver)).toBe(0);
    driver.say('rita', { kind: 'pause' });
    driver.say('rita', { kind: 'retry' });
    expect(exposed(driver)).toBe(0);
    driver.say('rita', { kind: 'resume' });
    expect(exposed(driver)).toBe(100);
  });

  it('can be recovered from after the last phase too', () => {
    const driver = new Driver(smallPlan());
    driver.runFor(3 * DAY);
    expect(driver.state.control.mode).toBe('completed');
    driver.say('olga', { kind: 'kill' });
    expect(driver.state.control.mode).toBe('reverted');
    driver.say('rita', { kind: 'retry' });
    driver.runFor(DAY);
    expect(exposed(driver)).toBe(1000);
  });
});

describe('`retry`', () => {
  it('starts no step while the condition that reverted still holds', () => {
    const driver = new Driver(
      smallPlan({ triggers: ' [{ name: bad, when: errors > 5%, then: [revert step] }]' }),
    );
    driver.runFor(2 * DAY);
    firing(driver, 'yes');
    driver.runFor(1);
    expect(driver.state.control.mode).toBe('reverted');
    const before = exposed(driver);
    driver.feed({ kind: 'said', id: 'retry', at: driver.now, who: 'rita', word: { kind: 'retry' } });
    expect(driver.state.control).toMatchObject({ mode: 'running', position: { stage: 'waiting' } });
    expect(exposed(driver)).toBe(before);
  });

  it('is refused where nothing was reverted', () => {
    const driver = new Driver(smallPlan());
    driver.say('rita', { kind: 'retry' });
    expect(refused(driver)).toBe('rita: retry refused: nothing was reverted');
  });
});

it('takes back one step, not two, when two triggers that revert a step fire together', () => {
  const driver = new Driver(
    smallPlan({
      triggers:
        '\n  - { name: a, when: errors > 2%, then: [revert step] }\n  - { name: b, when: errors > 5%, then: [revert step, tell ops] }',
    }),
  );
  driver.runFor(DAY);
  expect(exposed(driver)).toBe(500);
  firing(driver, 'yes');
  driver.runFor(1);
  expect(exposed(driver)).toBe(100);
  expect(driver.saidOf('tell')).toEqual(['ops told: trigger b']);
  expect([driver.state.triggers['a']?.phase, driver.state.triggers['b']?.phase]).toEqual(['spent', 'spent']);
});

it('keeps the triggers armed and a revert possible for those who are left after a reduction', () => {
  const driver = new Driver(
    smallPlan({
      triggers: ' [{ name: bad, when: errors > 5%, then: [reduce to 5%, revert all after 2h] }]',
    }),
  );
  driver.runFor(60);
  firing(driver, 'yes');
  driver.runFor(1);
  expect(exposed(driver)).toBe(50);
  driver.runFor(120);
  expect(exposed(driver)).toBe(0);
});

it('lets strangers lengthen a freeze, and only people of the plan shorten it', () => {
  const driver = new Driver(smallPlan());
  const freeze = (who: string, hours: number): void => {
    driver.say(who, { kind: 'freeze', until: driver.now + hours * HOUR, because: `${String(hours)}h` });
  };
  freeze('a stranger', 5);
  freeze('a stranger', 9);
  freeze('a stranger', 1);
  expect(driver.state.frozen?.because).toBe('9h');
  freeze('rita', 1);
  expect(driver.state.frozen?.because).toBe('1h');
});

describe('`adopt`', () => {
  it('is refused where nobody else has deployed', () => {
    const driver = new Driver(smallPlan());
    driver.say('rita', { kind: 'adopt', environment: 'production', lane: 'rise' });
    expect(refused(driver)).toContain('nobody else is seen to have deployed to the rise lane');
    driver.say('rita', { kind: 'adopt', environment: 'moon', lane: 'rise' });
    expect(refused(driver)).toContain('the plan has no environment moon');
  });

  it.each(['rise', 'brake'] as const)('puts our version into the %s lane anew, and only there', (lane) => {
    const driver = new Driver(smallPlan());
    driver.runFor(60);
    driver.look(driver.lanes().map((sight) => (sight.lane === lane ? { ...sight, kind: 'foreign' } : sight)));
    const before = driver.state.environments['production'];
    driver.feed({
      kind: 'said',
      id: 'adopt',
      at: driver.now,
      who: 'rita',
      word: { kind: 'adopt', environment: 'production', lane },
    });
    const after = driver.state.environments['production'];
    const other = lane === 'rise' ? 'brake' : 'rise';
    expect(after?.[lane].generation).toBeGreaterThan(before?.[lane].generation ?? Infinity);
    expect(after?.[other].generation).toBe(before?.[other].generation);
  });
});

it('takes late figures, ticks and drills in after the end without a word, and refuses what would act', () => {
  const driver = new Driver(smallPlan());
  driver.runFor(10 * DAY);
  expect(driver.state.control.mode).toBe('closed');
  driver.say('olga', { kind: 'drilled' });
  driver.say('olga', { kind: 'tick', task: 'review' });
  driver.feed({ kind: 'hook', id: 'late', at: driver.now, run: 'nobody’s', ok: true });
  expect(driver.saidOf('refused')).toEqual([]);
  driver.say('olga', { kind: 'pause' });
  expect(driver.saidOf('refused')).toEqual(['olga: pause refused: the rollout is closed']);
});
