import type { RolloutEvent } from '../../lib/rollout/event.js';
import { applyRevision } from '../../lib/rollout/revision/apply-revision.js';
import type { CarryOver } from '../../lib/rollout/revision/carry-over.js';
import type { RolloutState } from '../../lib/rollout/state.js';
import { Driver } from './driver.js';
import { smallPlan } from './plans.js';

const LADDER = 'steps: [{ expose: 10%, soak: 1d }, { expose: 20%, soak: 1d, go: [errors < 1%] }]';
const stepOf = (driver: Driver): string => {
  const { control } = driver.state;
  if (control.mode !== 'running') return control.mode;
  const { position } = control;
  return `${position.stage} ${'step' in position ? `step ${String(position.step + 1)}` : `phase ${String(position.phase + 1)}`}`;
};
const said = (driver: Driver, kind: 'promote' | 'pause' | 'resume'): RolloutEvent => ({
  kind: 'said',
  id: `${kind}-${String(driver.events.length)}`,
  at: driver.now,
  who: 'rita',
  word: { kind },
});
const refused = (driver: Driver): string | undefined => driver.saidOf('refused').at(-1);

describe('`promote`', () => {
  it('skips the soak of the present step, and of no other', () => {
    const driver = new Driver(smallPlan({ first: LADDER }));
    driver.runFor(60);
    expect(stepOf(driver)).toBe('soaking step 1');
    driver.say('rita', { kind: 'promote' });
    driver.runFor(2);
    expect(stepOf(driver)).toBe('soaking step 2');
    expect(driver.saidOf('promote')).toEqual(['rita does not wait any longer for the soak of step first.1']);
    driver.runFor(60);
    expect(stepOf(driver)).toBe('soaking step 2');
  });

  it('never skips a gate that is not known yet', () => {
    const driver = new Driver(smallPlan({ first: LADDER }), {
      find: (key) => (key.startsWith('trigger:') ? undefined : { truth: 'unknown' }),
    });
    driver.runFor(1500);
    expect(stepOf(driver)).toBe('soaking step 2');
    driver.say('rita', { kind: 'promote' });
    driver.runFor(10);
    expect(stepOf(driver)).toBe('judging step 2');
    driver.say('rita', { kind: 'promote' });
    expect(refused(driver)).toBe(
      'rita: promote refused: it waits for gate first.2.go, and a gate cannot be skipped',
    );
  });

  it('is refused where a gate has failed', () => {
    const driver = new Driver(smallPlan({ first: LADDER }), {
      find: (key) => (key.startsWith('trigger:') ? undefined : { truth: 'no' }),
    });
    driver.runFor(1500);
    driver.say('rita', { kind: 'promote' });
    expect(refused(driver)).toBe(
      'rita: promote refused: gate first.2.go has failed, and a failed gate cannot be skipped',
    );
    expect(stepOf(driver)).toBe('soaking step 2');
  });

  it('skips the date of a phase, and not its entry gate', () => {
    const driver = new Driver(
      smallPlan({
        second: 'at: week 3 Monday\n    enter: { signOff: release }\n    steps: [{ expose: 50%, soak: 1d }]',
      }),
      { people: false },
    );
    driver.runFor(3000);
    expect(stepOf(driver)).toBe('entry phase 2');
    driver.say('rob', { kind: 'promote' });
    driver.runFor(5);
    expect(stepOf(driver)).toBe('entry phase 2');
    driver.say('rita', { kind: 'sign', role: 'release' });
    driver.runFor(5);
    expect(stepOf(driver)).toBe('soaking step 1');
  });

  it('leaves windows and freezes as they are', () => {
    const driver = new Driver(
      smallPlan({ first: 'window: Tuesday..Thursday 09:00-16:00\n    steps: [{ expose: 10%, soak: 1d }]' }),
    );
    driver.runFor(60);
    expect(stepOf(driver)).toBe('waiting step 1');
    driver.say('rita', { kind: 'promote' });
    expect(refused(driver)).toContain('it does not wait for a time here');
    driver.runFor(60);
    expect(stepOf(driver)).toBe('waiting step 1');
  });

  it.each([
    ['a task', 'steps: [{ expose: 10%, tasks: [docs] }]', 'soaking step 1'],
    ['a signature', 'enter: { signOff: release }\n    steps: [{ expose: 10%, soak: 1d }]', 'entry phase 1'],
  ])('is refused where something else than time is waited for: %s', (_, first, place) => {
    const driver = new Driver(smallPlan({ first }), { people: false });
    driver.runFor(60);
    expect(stepOf(driver)).toBe(place);
    driver.say('rita', { kind: 'promote' });
    expect(refused(driver)).toBe('rita: promote refused: it does not wait for a time here');
    expect(driver.state.promoted).toBeUndefined();
  });

  it('ends with the place: what was taken back waits for its date again', () => {
    const driver = new Driver(smallPlan({ first: 'steps: [{ at: Friday 10:00, expose: 10%, soak: 1d }]' }));
    driver.runFor(60);
    expect(stepOf(driver)).toBe('waiting step 1');
    driver.feed(said(driver, 'promote'));
    expect(stepOf(driver)).toBe('rising step 1');
    driver.feed(said(driver, 'pause'));
    driver.feed(said(driver, 'resume'));
    driver.runFor(60);
    expect(stepOf(driver)).toBe('waiting step 1');
  });

  it('lets a phase be asked for before its date', () => {
    const driver = new Driver(
      smallPlan({ first: 'at: week 2 Monday\n    steps: [{ expose: 10%, soak: 1d }]' }),
      {},
      true,
    );
    driver.say('rita', { kind: 'enter', phase: 'first' });
    expect(refused(driver)).toContain('enter refused: first begins on');
    driver.say('rita', { kind: 'promote' });
    expect(stepOf(driver)).toBe('entry phase 1');
    driver.say('rita', { kind: 'enter', phase: 'first' });
    expect(stepOf(driver)).toBe('soaking step 1');
  });

  it('is for people of the plan only, once, and while something is waited for', () => {
    const driver = new Driver(smallPlan());
    driver.runFor(60);
    driver.say('mallory', { kind: 'promote' });
    expect(refused(driver)).toContain('only people of the plan');
    driver.say('rita', { kind: 'kill' });
    driver.say('rita', { kind: 'promote' });
    expect(refused(driver)).toBe('rita: promote refused: the rollout is reverted');
  });

  it('is forgotten when another plan moves the rollout: the same place may be another step', () => {
    const before = smallPlan({ first: LADDER });
    const driver = new Driver(before);
    driver.runFor(60);
    const { state } = driver;
    const position = { stage: 'soaking', phase: 0, step: 0 } as const;
    const promoted = { ...state, promoted: { attempt: 1, position } };
    const revise = (carried: Partial<CarryOver>): RolloutState =>
      applyRevision(before, promoted, {
        planHash: 'another',
        carried: { responses: {}, gates: [], steps: [], remeasure: false, ...carried },
        at: state.at,
      });
    expect(revise({}).promoted).toEqual({ attempt: 1, position });
    expect(revise({ position: { stage: 'entry', phase: 0 } })).not.toHaveProperty('promoted');
  });
});
