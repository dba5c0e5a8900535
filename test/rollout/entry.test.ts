import type { Word } from '../../lib/rollout/event.js';
import { entryAnswer, type EntryRequest } from '../../lib/rollout/entry.js';
import { Driver } from './driver.js';
import { smallPlan } from './plans.js';

const DAY = 1440;
const enter = (phase: string, attempt?: number): Word => ({
  kind: 'enter',
  phase,
  ...(attempt === undefined ? {} : { attempt }),
});
const onRequest = (driver: Driver, ...asked: readonly string[]): Driver => {
  for (const phase of asked) {
    driver.say('cdk', enter(phase));
    driver.runFor(2 * DAY);
  }
  return driver;
};
const begun = (parts = {}, told = {}): Driver => new Driver(smallPlan(parts), told, true);
const answer = (driver: Driver, request: EntryRequest): string => {
  const given = entryAnswer(driver.plan, driver.state, request, driver.now);
  return given.kind === 'refused' ? given.because.kind : given.kind;
};

describe('a rollout whose phases are entered on request', () => {
  it('stays off until somebody asks, however long it takes', () => {
    const driver = begun();
    driver.runFor(30 * DAY);
    expect(driver.state.control).toMatchObject({ position: { stage: 'entry', phase: 0 } });
    expect(driver.state.history).toEqual([]);
  });

  it('enters a phase in the moment it is asked for, and waits again behind it', () => {
    const driver = onRequest(begun(), 'first');
    expect(driver.saidOf('phase')).toEqual([
      'cdk asks for phase first',
      'phase first entered',
      'phase first left',
    ]);
    driver.runFor(30 * DAY);
    expect(driver.state.control).toMatchObject({ position: { stage: 'entry', phase: 1 } });
  });

  it('completes when every phase was asked for in its turn', () => {
    const driver = onRequest(begun({ second: 'steps: [{ expose: everyone, soak: 1d }]' }), 'first', 'second');
    expect(driver.saidOf('completed')).toEqual(['all phases are done']);
    expect(driver.state.control.mode).toBe('closed');
    expect(answer(driver, { phase: 'second' })).toBe('already');
  });

  it('asks the gates, triggers and signatures of a new attempt anew', () => {
    const driver = begun();
    driver.say('cdk', enter('first'));
    driver.runFor(60);
    driver.say('olga', { kind: 'revert', what: 'phase' });
    driver.say('cdk', enter('first', 2));
    expect(driver.saidOf('retry')).toEqual(['cdk begins attempt 2']);
    driver.runFor(2 * DAY);
    expect(driver.state.control).toMatchObject({ attempt: 2, position: { stage: 'entry', phase: 1 } });
  });
});

describe('an entry is refused', () => {
  const signed = { first: 'enter: { signOff: [release] }\n    steps: [{ expose: 10%, soak: 1d }]' };
  const reverted = (): Driver => {
    const driver = onRequest(begun(), 'first');
    driver.say('cdk', enter('second'));
    driver.runFor(60);
    driver.say('olga', { kind: 'revert', what: 'phase' });
    return driver;
  };
  it.each<[string, () => Driver, EntryRequest, string]>([
    ['of a phase that the plan has not', () => begun(), { phase: 'third' }, 'unknown phase'],
    [
      'where phases are entered by themselves',
      () => new Driver(smallPlan()),
      { phase: 'first' },
      'by itself',
    ],
    ['of a later phase than the next', () => begun(), { phase: 'second' }, 'out of order'],
    [
      'of the next phase while the present one has not been left',
      () => {
        const driver = begun();
        driver.say('cdk', enter('first'));
        return driver;
      },
      { phase: 'second' },
      'out of order',
    ],
    ['while its gate waits for people', () => begun(signed, { people: false }), { phase: 'first' }, 'gate'],
    [
      'before its day',
      () => begun({ first: 'week: 2\n    steps: [{ expose: 10%, soak: 1d }]' }),
      { phase: 'first' },
      'not due',
    ],
    ['of an attempt that has not begun', () => begun(), { phase: 'first', attempt: 2 }, 'wrong attempt'],
    ['after a revert', reverted, { phase: 'second' }, 'reverted'],
    [
      'after a revert, of the attempt that was reverted',
      reverted,
      { phase: 'second', attempt: 1 },
      'reverted',
    ],
    [
      'after the end',
      () => {
        const driver = begun();
        driver.say('rita', { kind: 'close' });
        return driver;
      },
      { phase: 'first' },
      'closed',
    ],
  ])('%s', (_name, make, request, because) => {
    const driver = make();
    expect(answer(driver, request)).toBe(because);
    const before = driver.state;
    driver.feed({
      kind: 'said',
      id: 'enter',
      at: driver.now,
      who: 'cdk',
      word: { kind: 'enter', ...request },
    });
    expect(driver.saidOf('refused').at(-1)).toMatch(/^cdk: enter refused: /u);
    expect(driver.state.control).toEqual(before.control);
    expect(driver.state.requested).toBe(before.requested);
  });
});

it.each<[string, EntryRequest]>([
  ['the same phase again', { phase: 'first' }],
  ['the same attempt again', { phase: 'first', attempt: 1 }],
])('asking for %s changes nothing', (_name, request) => {
  const driver = begun();
  driver.say('cdk', enter('first'));
  driver.runFor(60);
  const before = driver.state;
  expect(answer(driver, request)).toBe('already');
  driver.feed({ kind: 'said', id: 'enter', at: driver.now, who: 'cdk', word: { kind: 'enter', ...request } });
  expect({ ...driver.state, revision: 0, taken: [] }).toEqual({ ...before, revision: 0, taken: [] });
});

it('an earlier phase that is asked for again stays entered, and so does the present one', () => {
  const driver = onRequest(begun(), 'first');
  driver.say('cdk', enter('second'));
  driver.runFor(60);
  const { history } = driver.state;
  expect(answer(driver, { phase: 'first' })).toBe('already');
  driver.say('cdk', enter('first'));
  expect(driver.state.history).toEqual(history);
});
