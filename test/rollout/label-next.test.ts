import { laneDocument } from '../../lib/rollout/desired.js';
import { watchlist } from '../../lib/rollout/watch.js';
import type { CriterionState } from '../../lib/judge/criterion/criterion-state.js';
import { beginWith } from '../../lib/judge/criterion/take-periods.js';
import { Driver } from './driver.js';
import { planOf, smallPlan } from './plans.js';

const DAY = 1440;

const marksIn = (driver: Driver): readonly string[] =>
  Object.entries(laneDocument(driver.plan, driver.state, 'production', 'rise').values).flatMap(
    ([flag, { _variants }]) =>
      _variants.filter(({ name }) => name.startsWith('old:next')).map(({ rule }) => `${flag} ${rule ?? ''}`),
  );
const production = (driver: Driver) => driver.state.environments['production'];

describe('whoever the next step exposes', () => {
  it('is marked from the first version on, which serves everybody the old variant', () => {
    const driver = new Driver(smallPlan({ first: 'steps: [{ expose: 10%, at: Friday }]' }));
    expect(production(driver)?.exposures).toEqual({});
    expect(marksIn(driver)).toEqual(['search (lt $bucket 100000)', 'hints (lt $bucket 100000)']);
  });

  it('is marked with each rise, and the rise to everybody marks nobody', () => {
    const driver = new Driver(smallPlan());
    expect(production(driver)).toMatchObject({ exposures: { search: { grants: [{ below: 100_000 }] } } });
    expect(marksIn(driver)).toEqual(['search (lt $bucket 500000)', 'hints (lt $bucket 500000)']);
    driver.runFor(1.5 * DAY);
    expect(production(driver)).toMatchObject({ exposures: { search: { grants: [{ below: 500_000 }] } } });
    expect(marksIn(driver)).toEqual([]);
    driver.runFor(5 * DAY);
    expect(driver.state.control.mode).toBe('closed');
    expect(production(driver)).not.toHaveProperty('next');
  });

  const friday = smallPlan({
    first: 'steps: [{ expose: 10%, at: Friday, soak: 3d }]',
    top: 'judge: { risk: 0.001 }',
  });
  const timesOf = (driver: Driver) =>
    watchlist(friday, driver.state).find(({ key }) => key.startsWith('trigger:'))?.times;

  it('is foretold when just those come who were marked, since the version before was served', () => {
    const driver = new Driver(friday);
    driver.runFor(6 * DAY);
    const foretold = production(driver)?.foretold;
    expect(foretold?.to).toBe(production(driver)?.rise.since);
    expect((foretold?.to ?? 0) - (foretold?.from ?? 0)).toBeGreaterThan(0);
    expect(timesOf(driver)).toMatchObject({ foretold, version: foretold?.to, hold: true });
  });

  it('is not foretold when the version before was never served, or after a fall', () => {
    expect(production(new Driver(smallPlan()))).not.toHaveProperty('foretold');
    let isBad = false;
    const driver = new Driver(friday, {
      find: (key) => (key.startsWith('trigger:') && isBad ? { truth: 'yes' } : undefined),
    });
    driver.runFor(6 * DAY);
    isBad = true;
    driver.runFor(10);
    expect(production(driver)).toMatchObject({ exposures: {} });
    expect(production(driver)).not.toHaveProperty('foretold');
  });

  it('is foretold still when a look has failed, and does not hold once somebody is put in or out by name', () => {
    const driver = new Driver(friday);
    driver.runFor(6 * DAY);
    const { foretold } = timesOf(driver) ?? {};
    expect(foretold).toBeDefined();
    driver.look(driver.lanes().map((sight) => ({ ...sight, kind: 'unknown' as const })));
    expect(timesOf(driver)).toMatchObject({ foretold });
    expect(timesOf(driver)).not.toHaveProperty('steadySince');
    driver.settle();
    // The same users are marked and exposed, but for one.
    driver.say('olga', { kind: 'include units', units: ['u-2'] });
    expect(timesOf(driver)).toMatchObject({ foretold, version: foretold?.to, hold: false });
    driver.say('olga', { kind: 'revert units', units: ['u-1'] });
    expect(timesOf(driver)).toMatchObject({ foretold, version: foretold?.to, hold: false });
  });

  it('is known to a gate by an alarm that counts the same samples, and by no other', () => {
    const elsewhereOf = (when: string) => {
      const plan = smallPlan({
        first: 'steps: [{ expose: 10%, at: Friday, soak: 3d, go: [errors < 120% of control] }]',
        top: 'judge: { risk: 0.001 }',
        triggers: ` [{ name: bad, when: ${when}, then: [revert all] }]`,
      });
      const driver = new Driver(plan);
      driver.runFor(6 * DAY);
      const key = watchlist(plan, driver.state).find((item) => item.key.startsWith('trigger:'))?.key ?? '';
      const known: CriterionState = {
        ...beginWith(undefined, 1, 0),
        choice: { kind: 'likelihood', because: 'independent', dispersion: 1, bias: 2 },
        marks: { version: 5, ms: 1, canary: 1, control: 1, hold: true },
      };
      const state = { ...driver.state, criteria: { [key]: known } };
      return watchlist(plan, state).find((item) => !item.key.startsWith('trigger:'))?.times.elsewhere;
    };
    expect(elsewhereOf('errors > 150% of control')).toEqual({ version: 5, bias: 2 });
    expect(elsewhereOf('errors in segment eu > 150% of control')).toBeUndefined();
    expect(elsewhereOf('errors > 5%')).toBeUndefined();
  });

  it('is marked of the environment in which the step takes place', () => {
    const plan = planOf(`
rollout: two
starts: 2026-12-07
environments: [staging, production]
audience: { unit: user, key: userId, size: 1000 }
flags: { search: {} }
metrics: { errors: { ratio: [Errors, Requests], baseline: 1% } }
roles: { ops: [olga] }
triggers: [{ name: bad, when: errors > 5%, then: [revert all] }]
phases:
  - { name: trial, environment: staging, steps: [{ expose: 40%, at: Friday }] }
  - { name: real, environment: production, steps: [{ expose: 20%, soak: 1d }] }
`);
    const driver = new Driver(plan);
    const marks = Object.fromEntries(
      Object.entries(driver.state.environments).map(([name, { next }]) => [
        name,
        next?.['search']?.grants.map(({ below }) => below),
      ]),
    );
    // Metrics do not say of which environment they are: only where the next step takes place.
    expect(marks).toEqual({ staging: [400_000] });
  });
});
