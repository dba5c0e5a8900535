import type { Truth } from '../../lib/judge/finding.js';
import { exposedUnits } from '../../lib/rollout/exposed-units.js';
import { Driver } from './driver.js';
import { smallPlan } from './plans.js';

const DAY = 1440;
const exposed = (driver: Driver): number => Math.round(exposedUnits(driver.plan, driver.state));
/** Makes every claim whose key contains `part` have this truth. */
const when = (part: string, truth: Truth) => (key: string) => (key.includes(part) ? { truth } : undefined);

describe('a rollout in which all goes well', () => {
  it('exposes step by step, completes, and closes when its armed time is over', () => {
    const driver = new Driver(smallPlan());
    const seen: [number, number][] = [];
    for (let day = 0; day <= 4; day += 1) {
      seen.push([day, exposed(driver)]);
      driver.runFor(DAY);
    }
    expect(seen).toEqual([
      [0, 100],
      [1, 500],
      [2, 1000],
      [3, 1000],
      [4, 1000],
    ]);
    expect(driver.saidOf('completed')).toEqual(['all phases are done']);
    expect(driver.state.control.mode).toBe('closed');
  });

  it('holds the phase while its gate has no data, and goes on when it has', () => {
    const driver = new Driver(smallPlan(), { find: when('first.leave', 'unknown') });
    driver.runFor(3 * DAY);
    expect(exposed(driver)).toBe(100);
    driver.told = { ...driver.told, find: () => undefined };
    driver.runFor(1);
    expect(exposed(driver)).toBe(500);
  });

  it.each<Truth>(['no', 'unknown', 'error'])('does not leave a phase whose gate finds %s', (truth) => {
    const driver = new Driver(smallPlan(), { find: when('first.leave', truth) });
    driver.runFor(10 * DAY);
    expect(exposed(driver)).toBe(100);
  });
});

describe('a trigger', () => {
  const fireAt = (driver: Driver): void => {
    driver.runFor(60);
    driver.told = { ...driver.told, find: when('trigger:', 'yes') };
    driver.runFor(1);
  };
  const calm = (driver: Driver): void => {
    driver.told = {
      ...driver.told,
      find: (key) => (key.endsWith('errors < 2%') ? { truth: 'yes' } : undefined),
    };
    driver.runFor(1);
  };

  it('reverts everything in the minute in which it fires, and stays reverted when all is well again', () => {
    const driver = new Driver(smallPlan());
    fireAt(driver);
    expect(exposed(driver)).toBe(0);
    expect(driver.state.control).toMatchObject({ mode: 'reverted', what: 'all' });
    calm(driver);
    driver.runFor(10 * DAY);
    expect(exposed(driver)).toBe(0);
  });

  it('keeps the reverted state although the monitor stays red for days', () => {
    const driver = new Driver(smallPlan());
    fireAt(driver);
    driver.runFor(5 * DAY);
    expect(exposed(driver)).toBe(0);
    expect(driver.saidOf('revert')).toHaveLength(1);
  });

  it('begins a new attempt only when a person of the plan says so', () => {
    const driver = new Driver(smallPlan());
    fireAt(driver);
    calm(driver);
    driver.say('stranger', { kind: 'retry' });
    expect(driver.state.control.mode).toBe('reverted');
    driver.say('rita', { kind: 'retry' });
    expect(driver.state.control).toMatchObject({ mode: 'running', attempt: 2 });
    expect(exposed(driver)).toBe(100);
  });

  it('takes back the last step only, when that is what the plan says', () => {
    const driver = new Driver(
      smallPlan({ triggers: ' [{ name: bad, when: errors > 5%, then: [revert step] }]' }),
    );
    driver.runFor(DAY);
    expect(exposed(driver)).toBe(500);
    fireAt(driver);
    expect(exposed(driver)).toBe(100);
    expect(driver.state.control).toMatchObject({
      mode: 'reverted',
      what: 'step',
      position: { stage: 'waiting', phase: 1, step: 0 },
    });
  });

  it('takes back the phase, when that is what the plan says', () => {
    const driver = new Driver(
      smallPlan({ triggers: ' [{ name: bad, when: errors > 5%, then: [revert phase] }]' }),
    );
    driver.runFor(2 * DAY);
    expect(exposed(driver)).toBe(1000);
    fireAt(driver);
    expect(exposed(driver)).toBe(100);
  });

  it('pauses: the next step waits until its condition to resume holds', () => {
    const driver = new Driver(
      smallPlan({ triggers: ' [{ name: bad, when: errors > 5%, then: [pause], resume: errors < 2% }]' }),
    );
    driver.told = {
      ...driver.told,
      find: (key) => (key.endsWith('errors < 2%') ? { truth: 'no' } : undefined),
    };
    driver.runFor(60);
    driver.told = {
      ...driver.told,
      find: (key) =>
        key.endsWith('errors < 2%')
          ? { truth: 'no' }
          : key.includes('trigger:')
            ? { truth: 'yes' }
            : undefined,
    };
    driver.runFor(1);
    driver.told = {
      ...driver.told,
      find: (key) => (key.endsWith('errors < 2%') ? { truth: 'no' } : undefined),
    };
    driver.runFor(5 * DAY);
    expect(exposed(driver)).toBe(100);
    driver.told = {
      ...driver.told,
      find: (key) => (key.endsWith('errors < 2%') ? { truth: 'yes' } : undefined),
    };
    driver.runFor(1);
    expect(exposed(driver)).toBe(500);
  });

  it('does a response with a time only when it was not resumed by then', () => {
    const plan = smallPlan({
      triggers:
        ' [{ name: bad, when: errors > 5%, then: [pause, revert step after 4h], resume: errors < 2% }]',
    });
    const early = new Driver(plan);
    fireAt(early);
    early.runFor(238);
    expect(exposed(early)).toBe(100);
    early.runFor(2);
    expect(exposed(early)).toBe(0);
    const resumed = new Driver(plan);
    fireAt(resumed);
    calm(resumed);
    resumed.runFor(300);
    expect(exposed(resumed)).toBe(100);
  });

  it('disables a class with the flags that need it, and restores them when it is over', () => {
    const driver = new Driver(
      smallPlan({
        triggers: ' [{ name: bad, when: errors > 5%, then: [disable flag search], resume: errors < 2% }]',
      }),
    );
    fireAt(driver);
    expect(Object.keys(driver.state.disabled).sort()).toEqual(['hints', 'search']);
    expect(exposed(driver)).toBe(0);
    calm(driver);
    expect(driver.state.disabled).toEqual({});
    expect(exposed(driver)).toBe(100);
  });

  it('restores what it disabled on a look, and never together with a fall that somebody asks for', () => {
    const driver = new Driver(
      smallPlan({
        triggers: ' [{ name: bad, when: errors > 5%, then: [disable flag search], resume: errors < 2% }]',
        second: 'window: 02:00-04:00\n    steps: [{ expose: 10%, soak: 1d }]',
      }),
    );
    driver.runFor(DAY);
    fireAt(driver);
    // The window of the second phase keeps the flag off after all is well again; the first phase has none.
    calm(driver);
    const word = { kind: 'revert', what: 'step' } as const;
    expect(Object.keys(driver.state.disabled).sort()).toEqual(['hints', 'search']);
    driver.feed({ kind: 'said', id: 'word', at: driver.now, who: 'a stranger', word });
    expect(Object.keys(driver.state.disabled).sort()).toEqual(['hints', 'search']);
  });

  it('reduces to the step before, and takes the step again when it is resumed', () => {
    const driver = new Driver(
      smallPlan({
        triggers: ' [{ name: bad, when: errors > 5%, then: [reduce to previous step], resume: errors < 2% }]',
      }),
    );
    driver.runFor(DAY);
    fireAt(driver);
    expect(exposed(driver)).toBe(100);
    calm(driver);
    expect(exposed(driver)).toBe(500);
  });

  it('does the strongest response first when two fire at once', () => {
    const driver = new Driver(
      smallPlan({
        triggers:
          '\n  - { name: a, when: errors > 2%, then: [tell ops, reduce to 5%] }\n  - { name: b, when: errors > 5%, then: [revert all] }',
      }),
    );
    fireAt(driver);
    const order = driver.story
      .map((happening) => happening.kind)
      .filter((kind) => kind === 'revert' || kind === 'reduce' || kind === 'tell');
    expect(order[0]).toBe('revert');
    expect(exposed(driver)).toBe(0);
  });

  it('serves another variant and goes back to the plan’s when it is over', () => {
    const driver = new Driver(
      smallPlan({
        triggers: ' [{ name: bad, when: errors > 5%, then: [serve search safe], resume: errors < 2% }]',
      }),
    );
    fireAt(driver);
    expect(driver.state.served).toEqual({ search: { variant: 'safe', by: 'bad' } });
    calm(driver);
    expect(driver.state.served).toEqual({});
  });

  it('holds every rise while it has no data and somebody is exposed', () => {
    const driver = new Driver(smallPlan());
    driver.told = {
      ...driver.told,
      find: (key) => (key.includes('trigger:') ? { truth: 'unknown', noData: true } : undefined),
    };
    driver.runFor(5 * DAY);
    expect(exposed(driver)).toBe(100);
    expect(driver.saidOf('blind')).toEqual(['trigger bad has no data']);
  });

  it('asks a role, and does what was asked once the role says yes', () => {
    const driver = new Driver(
      smallPlan({
        triggers: ' [{ name: bad, when: errors > 5%, then: [pause, ask release to revert all] }]',
      }),
      { people: false },
    );
    fireAt(driver);
    const ask = driver.state.asks[0]?.id ?? '';
    driver.say('olga', { kind: 'answer', ask, yes: true });
    expect(exposed(driver)).toBe(100);
    driver.say('rita', { kind: 'answer', ask, yes: true });
    expect(exposed(driver)).toBe(0);
  });
});

describe('a spread that is in flight', () => {
  const plan = smallPlan({ first: 'steps: [{ expose: 10%, soak: 1d }, { expose: 20%, soak: 1d }]' });
  const risingDriver = (): Driver => {
    const driver = new Driver(plan);
    driver.runFor(DAY - 1);
    driver.now += 60_000;
    driver.look();
    driver.look(
      driver.lanes().map((sight) => (sight.lane === 'rise' ? { ...sight, kind: 'moving' } : sight)),
    );
    return driver;
  };

  it('is capped by the brake when a person pauses, and the step waits again', () => {
    const driver = risingDriver();
    expect(driver.state.control).toMatchObject({ position: { stage: 'rising' } });
    driver.feed({ kind: 'said', id: 'pause', at: driver.now, who: 'olga', word: { kind: 'pause' } });
    expect(driver.state.control).toMatchObject({ position: { stage: 'waiting', step: 1 } });
    expect(exposed(driver)).toBe(100);
    expect(driver.state.environments['production']?.caps['search']?.limit).toEqual([{ below: 100_000 }]);
  });

  it('is taken back when AppConfig rolls it back, and waits for people', () => {
    const driver = risingDriver();
    driver.look(
      driver.lanes().map((sight) => (sight.lane === 'rise' ? { ...sight, kind: 'failed' } : sight)),
    );
    expect(driver.saidOf('rolled back')).toHaveLength(1);
    driver.settle();
    driver.runFor(5 * DAY);
    expect(exposed(driver)).toBe(100);
    driver.say('rita', { kind: 'resume' });
    driver.runFor(1);
    expect(exposed(driver)).toBe(200);
  });
});

describe('people', () => {
  it('pause, revert, disable and kill without being of the plan', () => {
    for (const word of [
      { kind: 'revert', what: 'all' },
      { kind: 'kill' },
      { kind: 'disable', flags: ['search'] },
    ] as const) {
      const driver = new Driver(smallPlan());
      driver.runFor(60);
      driver.say('stranger', word);
      expect(exposed(driver)).toBe(0);
    }
  });

  it('put single units back, in the brake lane, and let them in again', () => {
    const driver = new Driver(smallPlan());
    driver.say('stranger', { kind: 'revert units', units: ['u-1', 'u-2'] });
    expect(driver.state.excluded).toEqual(['u-1', 'u-2']);
    driver.say('stranger', { kind: 'include units', units: ['u-1'] });
    expect(driver.state.excluded).toEqual(['u-1', 'u-2']);
    driver.say('rita', { kind: 'include units', units: ['u-1'] });
    expect(driver.state.excluded).toEqual(['u-2']);
  });

  it('freeze: nothing rises before the freeze ends, and then by itself', () => {
    const driver = new Driver(smallPlan());
    driver.say('olga', { kind: 'freeze', until: driver.now + 3 * 86_400_000, because: 'holiday' });
    driver.runFor(3 * DAY - 1);
    expect(exposed(driver)).toBe(100);
    driver.runFor(1);
    expect(exposed(driver)).toBe(500);
  });

  it('are refused with a reason when they sign for a role that is not theirs', () => {
    const driver = new Driver(
      smallPlan({ second: 'enter: { signOff: release }\n    steps: [{ expose: 50% }]' }),
      { people: false },
    );
    driver.runFor(2 * DAY);
    driver.say('olga', { kind: 'sign', role: 'release' });
    expect(driver.saidOf('refused')).toEqual(['olga: sign refused: olga is not of release']);
    expect(exposed(driver)).toBe(100);
    driver.say('rob', { kind: 'sign', role: 'release' });
    expect(exposed(driver)).toBe(500);
  });
});

describe('a decision', () => {
  const plan = smallPlan({
    first: 'steps: [{ expose: 10% }]',
    second:
      'enter: { decide: { by: release, at: Friday 10:00 }, otherwise: again next week }\n    steps: [{ expose: 50% }]',
  });

  it('is asked at its time, and go lets the phase begin', () => {
    const driver = new Driver(plan, { people: false });
    driver.runFor(4 * DAY + 599);
    driver.say('rita', { kind: 'decide', role: 'release', decision: 'go' });
    expect(exposed(driver)).toBe(100);
    driver.runFor(2);
    driver.say('rita', { kind: 'decide', role: 'release', decision: 'go' });
    expect(exposed(driver)).toBe(500);
  });

  it('is asked again a week later after a no-go, when the plan says so', () => {
    const driver = new Driver(plan, { people: false });
    driver.runFor(4 * DAY + 601);
    driver.say('rita', { kind: 'decide', role: 'release', decision: 'no-go' });
    driver.runFor(6 * DAY);
    driver.say('rita', { kind: 'decide', role: 'release', decision: 'go' });
    expect(exposed(driver)).toBe(100);
    driver.runFor(DAY);
    driver.say('rita', { kind: 'decide', role: 'release', decision: 'go' });
    expect(exposed(driver)).toBe(500);
  });
});

describe('a hook', () => {
  const plan = smallPlan({
    top: 'hooks: { migrate: { timeout: 1h, undo: unmigrate }, unmigrate: {} }',
    first: 'steps: [{ hook: migrate }, { expose: 10%, soak: 1d }]',
  });

  it('holds its step until it has answered', () => {
    const driver = new Driver(plan, { hooks: undefined });
    driver.runFor(30);
    expect(exposed(driver)).toBe(0);
    driver.feed({
      kind: 'hook',
      id: 'answer',
      at: driver.now,
      run: driver.state.hooks[0]?.run ?? '',
      ok: true,
    });
    driver.settle();
    expect(exposed(driver)).toBe(100);
  });

  it('has failed when it does not answer in its time, and the step stays where it is', () => {
    const driver = new Driver(plan, { hooks: undefined });
    driver.runFor(5 * DAY);
    expect(driver.state.hooks[0]).toMatchObject({ outcome: 'failed', reason: 'no answer in time' });
    expect(exposed(driver)).toBe(0);
  });

  it('is undone when its step is reverted', () => {
    const driver = new Driver(plan);
    driver.runFor(60);
    driver.say('olga', { kind: 'revert', what: 'all' });
    expect(driver.state.hooks.map((run) => run.hook)).toContain('unmigrate');
  });
});
