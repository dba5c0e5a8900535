import fc from '../../fast-check.js';
import { prepareGrants } from '../../../lib/flags/lets.js';
import { segmentHolds } from '../../../lib/flags/segment-holds.js';
import type { Grant } from '../../../lib/flags/exposure.js';
import type { RolloutPlan } from '../../../lib/plan/rollout-plan.js';
import { compileInput } from '../../../lib/rollout/desired.js';
import { diffPlans } from '../../../lib/rollout/revision/diff-plans.js';
import { movedUnits, type MovedUnits } from '../../../lib/rollout/revision/moved-units.js';
import { planOf } from '../plans.js';
import { exposedDriver, revised } from './example.js';

interface Written {
  readonly list: readonly string[];
  readonly most: number;
  readonly salt?: string;
}

const planWith = ({ list, most, salt = 'one' }: Written): RolloutPlan =>
  planOf(`
rollout: moving
starts: 2026-12-07
audience:
  { unit: user, key: userId, size: 1000, salt: ${salt}, attributes: { tier: { type: number, stable: true }, eu: boolean }, segments: { listed: { list: [${list.join(', ')}] }, low: { where: tier <= ${String(most)}, size: 400 } } }
flags: { search: { } }
metrics: { errors: { ratio: [Errors, Requests], baseline: 1% } }
roles: { ops: [olga] }
triggers: [{ name: bad, when: errors > 5%, then: [revert all] }]
phases: [{ name: one, steps: [{ expose: segment low, soak: 1d }, { expose: segment listed, soak: 1d }] }]
`);

const NAMES = Array.from({ length: 12 }, (_, index) => `v${String(index + 1)}`);
const UNITS = [...NAMES, ...Array.from({ length: 150 }, (_, index) => `u${String(index)}`)];

const written = fc.record({
  list: fc.subarray(NAMES, { minLength: 1 }),
  most: fc.integer({ min: 0, max: 4 }),
});
const below = fc.constantFrom(0, 1, 200_000, 700_000, 1_000_000);
const only = fc.constantFrom(undefined, { kind: 'is', attribute: 'eu', value: true } as const);
const grant: fc.Arbitrary<Grant> = fc.oneof(
  fc.record({ below, only }),
  fc.record({ segment: fc.constant('low'), below, only }),
  fc.record({ segment: fc.constant('listed'), below, only }),
  fc.record({
    segment: fc.constant('listed'),
    below: fc.constant(1_000_000),
    atMost: fc.integer({ min: 0, max: 6 }),
  }),
);

function covers(
  moved: MovedUnits,
  unit: string,
  bucket: number,
  context: { tier: number; eu: boolean },
): boolean {
  if (moved.kind === 'named') return moved.units.includes(unit);
  return (
    bucket >= moved.from &&
    bucket < moved.below &&
    moved.keeping.every((test) => segmentHolds(test, context)) &&
    !moved.breaking.some((test) => segmentHolds(test, context))
  );
}

describe('whom another plan moves', () => {
  it('is what the grants say of every unit under both plans, asked one by one', () => {
    fc.assert(
      fc.property(written, written, fc.array(grant, { maxLength: 4 }), (one, other, grants) => {
        const [before, after] = [planWith(one), planWith(other)];
        const proof = movedUnits(before, after, { production: { search: { variant: 'new', grants } } });
        expect(proof).toMatchObject({ rebucketed: [], unproven: [] });
        const tests = [before, after].map((plan) => {
          const { segments, bucketing, bucketOf } = compileInput(plan);
          return prepareGrants(grants, { segments, bucketing, bucketOf, flag: 'search' });
        });
        const { bucketOf } = compileInput(before);
        UNITS.forEach((unit, index) => {
          const context = { tier: index % 6, eu: index % 2 === 0 };
          const [was, is] = tests.map((test) => test(unit, { ...context, userId: unit }));
          const bucket = bucketOf(unit, 'search');
          const found = proof.moved.filter((moved) => covers(moved, unit, bucket, context));
          const isListed = one.list.includes(unit) || other.list.includes(unit);
          if (was !== is) expect(found.map(({ way }) => way)).toContain(was === true ? 'leave' : 'come');
          else if (!isListed) expect(found).toEqual([]);
        });
      }),
      { numRuns: 150 },
    );
  });

  it('is nobody where nothing changes that decides who is in, and counts what was looked at', () => {
    const plan = planWith({ list: ['v1', 'v2'], most: 2 });
    const grants = [
      { segment: 'low', below: 500_000 },
      { segment: 'listed', below: 1_000_000 },
    ];
    expect(
      movedUnits(plan, planWith({ list: ['v1', 'v2'], most: 2 }), {
        production: { search: { variant: 'new', grants } },
      }),
    ).toEqual({
      moved: [],
      rebucketed: [],
      unproven: [],
      kinds: 2,
      listed: 2,
    });
  });

  it('is anybody when buckets are others', () => {
    const [before, after] = [
      planWith({ list: ['v1'], most: 2 }),
      planWith({ list: ['v1'], most: 2, salt: 'two' }),
    ];
    const exposed = { production: { search: { variant: 'new', grants: [{ below: 10 }] } } };
    expect(movedUnits(before, after, exposed).rebucketed).toEqual(['search']);
    expect(
      movedUnits(before, after, { production: { search: { variant: 'new', grants: [] } } }).rebucketed,
    ).toEqual([]);
  });

  it('is everybody who is in when the flag is gone', () => {
    const plan = planWith({ list: ['v1'], most: 2 });
    const gone = { ...plan, flags: {} };
    const exposed = { production: { search: { variant: 'new', grants: [{ below: 10 }] } } };
    expect(movedUnits(plan, gone, exposed).moved).toMatchObject([{ way: 'leave', from: 0, below: 10 }]);
  });

  it('asks every bucket of units on lists where AppConfig splits, which does not say how', () => {
    const split = (list: readonly string[]): RolloutPlan => {
      const plan = planWith({ list, most: 2 });
      return { ...plan, audience: { ...plan.audience, bucketing: 'appconfig' } };
    };
    const grants = [{ segment: 'listed', below: 1_000_000 }, { below: 500_000 }];
    const { moved } = movedUnits(split(['v1', 'v2']), split(['v1', 'v2', 'v3']), {
      production: { search: { variant: 'new', grants } },
    });
    expect(moved).toMatchObject([{ kind: 'named', way: 'come', units: ['v3'] }]);
  });

  it.each<readonly [string, readonly [string, string]]>([
    ['somebody falls out of a list', ['[amy, bob, cleo]', '[amy, bob]']],
    ['somebody joins a list', ['[amy, bob, cleo]', '[amy, bob, cleo, dan]']],
    ['the salt is another', ['  key: userId\n', '  key: userId\n  salt: other\n']],
  ])('is never taken over silently: %s', (_what, edit) => {
    const { plan, state } = exposedDriver();
    const after = revised(edit);
    const exposures = Object.fromEntries(
      Object.entries(state.environments).map(([name, one]) => [name, one.exposures]),
    );
    const { moved, rebucketed } = movedUnits(plan, after, exposures);
    expect(moved.length + rebucketed.length).toBeGreaterThan(0);
    const weights = diffPlans(plan, after, state).map(({ weight }) => weight);
    const isHard = moved.some(({ way }) => way === 'leave') || rebucketed.length > 0;
    expect(weights).toContain(isHard ? 'refused' : 'needs consent');
  });
});
