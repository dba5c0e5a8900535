import fc from '../fast-check.js';
import { bucketOf } from '../../lib/flags/bucket.js';
import { BUCKETS, type FlagCap, type Grant } from '../../lib/flags/exposure.js';
import { plannedState } from '../../lib/report/planned-state.js';
import { planPoint } from '../../lib/report/plan-point.js';
import { grantReason } from '../../lib/report/sentences/grant-reasons.js';
import { unitView, type ServedFlag } from '../../lib/report/unit-view.js';
import type { RolloutPlan } from '../../lib/plan/rollout-plan.js';
import type { RolloutState } from '../../lib/rollout/state.js';
import { planOf, smallPlan } from '../rollout/plans.js';

const plan = smallPlan();

function stateAt(name: string, of: RolloutPlan = plan): RolloutState {
  const point = planPoint(of, name);
  if ('found' in point) throw new Error(`no point ${name}`);
  return plannedState(of, point);
}

function served(state: RolloutState, unit = 'u-1', of: RolloutPlan = plan): ServedFlag | undefined {
  return unitView(of, state, 'production', { name: unit, attributes: {} }).flags.find(
    ({ flag }) => flag === 'search',
  );
}

function capped(state: RolloutState, cap: FlagCap): RolloutState {
  const { production } = state.environments;
  if (!production) throw new Error('no environment');
  return { ...state, environments: { production: { ...production, caps: { search: cap } } } };
}

describe('what a unit gets, and why', () => {
  const end = stateAt('end');

  it('names the brake lane when it caps the flag for everybody', () => {
    expect(served(capped(end, { limit: [] }))).toMatchObject({
      variant: 'old',
      cohort: 'control',
      rise: 'fast',
      brake: 'blocked',
      why: ['everybody is in', 'brake lane: capped for everybody'],
    });
  });

  it.each([
    [
      bucketOf('small', 'u-1') + 1,
      'fast',
      /^brake lane: capped, but not for this user \(bucket [\d,]+ is below/u,
    ],
    [bucketOf('small', 'u-1'), 'old', /^brake lane: capped; bucket [\d,]+ is not below/u],
  ])('names the cap of the brake lane at %d', (below, variant, why) => {
    const found = served(capped(end, { limit: [{ below }] }));
    expect(found?.variant).toBe(variant);
    expect(found?.why[1]).toMatch(why);
  });

  it('names who disabled a flag', () => {
    const disabled = { search: { by: 'olga', cause: 'person' as const, at: 0 } };
    expect(served({ ...end, disabled })).toMatchObject({
      variant: 'old',
      why: ['everybody is in', 'brake lane: off for everybody, by olga'],
    });
  });

  it('says that a unit was put back by name, and nobody else', () => {
    const state = { ...end, excluded: ['u-1'] };
    expect(served(state)).toMatchObject({
      variant: 'old',
      why: [expect.anything(), 'brake lane: this user was put back by name'],
    });
    expect(served(state, 'u-2')).toMatchObject({ variant: 'fast', why: ['everybody is in'] });
  });

  it('says which variant is served instead, and by whom', () => {
    const state = { ...end, served: { search: { variant: 'safe', by: 'trigger slow' } } };
    expect(served(state)).toMatchObject({
      variant: 'safe',
      attributes: { engine: 'safe' },
      why: ['everybody is in', 'brake lane: whoever is in gets safe, by trigger slow'],
    });
  });

  it('says that a unit was let in by name', () => {
    const late =
      Array.from({ length: 100 }, (_, index) => `u-${String(index)}`).find(
        (unit) => bucketOf('small', unit) > 900_000,
      ) ?? '';
    const state = stateAt('first');
    expect(served(state, late)?.variant).toBe('old');
    expect(served({ ...state, included: [late] }, late)).toMatchObject({
      variant: 'fast',
      why: ['let in by name, outside the plan'],
    });
  });

  it('says that nobody is exposed before the first step', () => {
    expect(served(stateAt('start'))?.why).toEqual(['the rise lane exposes nobody']);
  });

  it('says of a plan that leaves the buckets to AppConfig that its own answer is a stand-in', () => {
    const theirs = planOf(`
rollout: theirs
audience: { unit: user, key: userId, size: 1000, bucketing: appconfig }
flags: { search: { old: {}, new: {} } }
phases: [{ name: first, steps: [{ expose: 10% }] }]
`);
    const found = served(stateAt('end', theirs), 'u-1', theirs);
    expect(found).not.toHaveProperty('bucket');
    expect(found?.why.join()).toMatch(
      /^our stand-in for AppConfig's split of 10% (?:picks|does not pick) it$/u,
    );
  });
});

describe('the reasons', () => {
  const lists = planOf(`
rollout: lists
audience:
  unit: user
  key: userId
  size: 1000
  attributes: { region: { type: text, stable: true }, age: { type: number, stable: true } }
  segments:
    eu: { where: region is eu, size: 400 }
    old: { where: not (age < 40), size: 400 }
    some: { list: [a, b, c, d, e, f] }
flags: { search: { old: {}, new: {} } }
phases: [{ name: first, steps: [{ expose: 10% }] }]
`);
  const flag = lists.flags['search'];
  const grants = fc.array(
    fc.oneof(
      fc.record({
        segment: fc.constantFrom('eu', 'old', 'some', undefined),
        below: fc.integer({ min: 0, max: BUCKETS }),
      }),
      fc.record({ segment: fc.constantFrom('eu', 'old'), below: fc.constant(BUCKETS) }),
      fc.record({
        segment: fc.constant('some'),
        below: fc.constant(BUCKETS),
        atMost: fc.integer({ min: 0, max: 7 }),
      }),
      fc.record({
        below: fc.integer({ min: 0, max: BUCKETS }),
        only: fc.constant({ kind: 'is' as const, attribute: 'region', value: 'eu' }),
      }),
    ),
    { maxLength: 4 },
  );
  const units = fc.constantFrom('a', 'b', 'c', 'f', 'u-1', 'u-2', 'ü');
  const contexts = fc.record(
    { region: fc.constantFrom('eu', 'us'), age: fc.integer({ min: 30, max: 50 }) },
    { requiredKeys: [] },
  );

  it('let a unit in if and only if the documents do', () => {
    fc.assert(
      fc.property(grants, units, contexts, (list: readonly Grant[], name, attributes) => {
        if (!flag) throw new Error('no flag');
        const start = stateAt('start', lists);
        const { production } = start.environments;
        if (!production) throw new Error('no environment');
        const exposures = { search: { variant: 'new', grants: list } };
        const state = { ...start, environments: { production: { ...production, exposures } } };
        const view = unitView(lists, state, 'production', { name, attributes });
        const lets = list.some((grant) => grantReason(lists, flag, grant, name, view.context).lets);
        expect(view.flags[0]?.variant).toBe(lets ? 'new' : 'old');
      }),
    );
  });
});
