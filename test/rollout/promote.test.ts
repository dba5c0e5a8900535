import { Driver } from './driver.js';
import { smallPlan } from './plans.js';

const LADDER = 'steps: [{ expose: 10%, soak: 1d }, { expose: 20%, soak: 1d, go: [errors < 1%] }]';
const stepOf = (driver: Driver): string => {
  const { control } = driver.state;
  if (control.mode !== 'running') return control.mode;
  const { position } = control;
  return `${position.stage} ${'step' in position ? `step ${String(position.step + 1)}` : `phase ${String(position.phase + 1)}`}`;
};
const refused = (driver: Driver): string | undefined => driver.saidOf('refused').at(-1);

describe('`promote`', () => {
  it('skips the soak of the present step, and of no other', () => {
    const driver = new Driver(smallPlan({ first: LADDER }));
    driver.runFor(60);
    expect(stepOf(driver)).toBe('soaking step 1');
    driver.say('rita', { kind: 'promote' });
    driver.runFor(2);
    expect(stepOf(driver)).toBe('soaking step 2');
    expect(driver.saidOf('promote')).toEqual(['rita does not wait any longer at first.1']);
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
    driver.runFor(60);
    expect(stepOf(driver)).toBe('waiting step 1');
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
});
