import type { Word } from '../../../lib/rollout/event.js';
import { findFact, turnsAt } from '../../../lib/rollout/facts.js';
import { LONGEST_DRILL_MS } from '../../../lib/rollout/drill/broken-off.js';
import { Driver } from '../driver.js';
import { smallPlan } from '../plans.js';
import { goodProof } from './proofs.js';

const DAY = 86_400_000;
const FACT = { kind: 'drill', youngerThanMs: 14 * DAY, text: 'drill younger than 14d', offset: 0 } as const;
const saidOf = (driver: Driver): string | undefined =>
  driver.story.filter(({ kind }) => kind === 'drill' || kind === 'refused').at(-1)?.say;

/** Says it as an event with an id, as whoever drills knows it. */
function say(driver: Driver, word: Word, id = `word-${String(driver.events.length)}`): void {
  driver.feed({ kind: 'said', id, at: driver.now, who: 'rita', word });
}
function begun(driver = new Driver(smallPlan())): Driver {
  say(driver, { kind: 'drill' }, 'the drill');
  return driver;
}
const found = ({ state, now }: Driver) => findFact(state, FACT, now);

describe('a drill', () => {
  it('that has passed counts for a gate as long as it is young', () => {
    const driver = begun();
    expect(saidOf(driver)).toBe('rita begins a drill of the revert path');
    expect(found(driver).truth).toBe('no');
    say(driver, { kind: 'drilled', proof: goodProof({ startedAt: driver.now }) });
    expect(saidOf(driver)).toBe('the drill of rita passed: the brake was published 5.0s after the decision');
    expect(found(driver).truth).toBe('yes');
    expect(turnsAt(driver.state, FACT)).toBe(driver.now + 14 * DAY);
    driver.now += 14 * DAY;
    expect(found(driver).truth).toBe('no');
    expect(driver.state.drill).toEqual({
      last: expect.objectContaining({ verdict: 'passed', by: 'rita' }) as unknown,
    });
  });

  it('that has failed is recorded and does not count, and nor does an older one', () => {
    const driver = begun();
    say(driver, { kind: 'drilled', proof: goodProof() });
    expect(found(driver).truth).toBe('yes');
    driver.now += DAY;
    say(driver, { kind: 'drill' }, 'another');
    const proof = goodProof({
      drill: 'another',
      legs: goodProof().legs.slice(0, 3),
      broken: 'no alarm came',
    });
    say(driver, { kind: 'drilled', proof });
    expect(saidOf(driver)).toBe('the drill of rita failed at "decided": no alarm came');
    expect(found(driver)).toMatchObject({
      truth: 'no',
      why: 'the last drill failed at "decided": no alarm came',
    });
    expect(turnsAt(driver.state, FACT)).toBeUndefined();
  });

  it('is one at a time', () => {
    const driver = begun();
    driver.now += LONGEST_DRILL_MS - 1;
    say(driver, { kind: 'drill' }, 'another');
    expect(saidOf(driver)).toContain('a drill of rita is under way since');
    expect(driver.state.drill?.running?.id).toBe('the drill');
  });

  it('that was broken off has failed, and is recorded when the next one begins', () => {
    const driver = begun();
    driver.now += LONGEST_DRILL_MS;
    say(driver, { kind: 'drill' }, 'another');
    expect(driver.saidOf('drill')).toContain('the drill of rita failed: it was broken off before its end');
    expect(driver.state.drill).toMatchObject({ running: { id: 'another' }, last: { verdict: 'failed' } });
  });

  it('that was broken off voids an older one as soon as it can come to no end', () => {
    const driver = begun();
    say(driver, { kind: 'drilled', proof: goodProof() });
    driver.now += DAY;
    say(driver, { kind: 'drill' }, 'another');
    expect(found(driver).truth).toBe('yes');
    expect(turnsAt(driver.state, FACT)).toBe(driver.now + LONGEST_DRILL_MS);
    driver.now += LONGEST_DRILL_MS;
    expect(found(driver)).toMatchObject({ truth: 'no', why: 'the last drill was broken off' });
  });

  it.each(['never begun', 'of before'])('that was %s proves nothing', (which) => {
    const driver = begun();
    if (which === 'of before') say(driver, { kind: 'drilled', proof: goodProof({ legs: [] }) });
    const proof = goodProof(which === 'of before' ? {} : { drill: 'another' });
    say(driver, { kind: 'drilled', proof });
    expect(saidOf(driver)).toContain('is not under way: it was never begun, or has been recorded');
    expect(found(driver).truth).toBe('no');
  });

  it('without a proof is the word of somebody, as scenarios say it', () => {
    const driver = new Driver(smallPlan());
    say(driver, { kind: 'drilled' });
    expect(saidOf(driver)).toBe('rita has exercised the revert path');
    expect(found(driver).truth).toBe('yes');
    expect(driver.state).not.toHaveProperty('drill');
  });
});

describe('a drill is refused', () => {
  const refusedOn = (driver: Driver): string | undefined => {
    say(driver, { kind: 'drill' }, 'refused');
    expect(driver.state.drill).toBeUndefined();
    return saidOf(driver);
  };
  const firing = {
    find: (key: string) => (key.startsWith('trigger:') ? ({ truth: 'yes' } as const) : undefined),
  };

  it('while a trigger holds', () => {
    const driver = new Driver(
      smallPlan({ triggers: ' [{ name: bad, when: errors > 5%, then: [tell ops] }]' }),
    );
    driver.runFor(60);
    driver.told = { ...driver.told, ...firing };
    driver.runFor(1);
    expect(refusedOn(driver)).toContain('trigger bad holds: what it asks for goes first');
  });

  it('while a trigger that has fired owes a response', () => {
    const driver = new Driver(
      smallPlan({ triggers: ' [{ name: bad, when: errors > 5%, then: [pause, revert all after 4h] }]' }),
    );
    driver.runFor(60);
    driver.feed({ kind: 'alarm', id: 'alarm', at: driver.now, trigger: 'bad' });
    expect(refusedOn(driver)).toContain('trigger bad has fired, and its responses are not all done');
  });

  it('while a revert is on its way, and not when it has arrived', () => {
    const driver = new Driver(smallPlan());
    driver.runFor(60);
    driver.feed({
      kind: 'said',
      id: 'revert',
      at: driver.now,
      who: 'rita',
      word: { kind: 'revert', what: 'all' },
    });
    expect(refusedOn(driver)).toContain('a revert is on its way in production: it goes first');
    driver.settle();
    say(driver, { kind: 'drill' }, 'now');
    expect(driver.state.drill?.running?.id).toBe('now');
  });

  it('while an incident is open', () => {
    const driver = new Driver(
      smallPlan({
        top: 'severities: { high: { tell: [ops] } }',
        triggers: ' [{ name: bad, severity: high, when: errors > 5%, then: [tell ops] }]',
      }),
    );
    driver.runFor(60);
    driver.feed({ kind: 'alarm', id: 'alarm', at: driver.now, trigger: 'bad' });
    expect(refusedOn(driver)).toContain('incident-1 is open: close it first');
  });

  it('after the end', () => {
    const driver = new Driver(smallPlan());
    say(driver, { kind: 'close' });
    expect(refusedOn(driver)).toContain('the rollout is closed');
  });
});
