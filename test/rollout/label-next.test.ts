import { laneDocument } from '../../lib/rollout/desired.js';
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

  it('counts as foretold when just those came who were marked, and after a fall not', () => {
    let isBad = false;
    const driver = new Driver(smallPlan(), {
      find: (key) => (key.startsWith('trigger:') && isBad ? { truth: 'yes' } : undefined),
    });
    expect(production(driver)?.foretold).toBe(true);
    isBad = true;
    driver.runFor(10);
    expect(production(driver)).toMatchObject({ exposures: {} });
    expect(production(driver)).not.toHaveProperty('foretold');
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
    expect(marks).toEqual({ staging: [400_000], production: [200_000] });
  });
});
