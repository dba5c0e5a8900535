import { segmentHolds } from '../../lib/flags/segment-holds.js';
import { SimulatedAudience } from '../../lib/local/audience.js';
import { apportion, rake } from '../../lib/local/audience/rake.js';
import { MOST_UNITS } from '../../lib/local/audience/units.js';
import type { RolloutPlan } from '../../lib/plan/rollout-plan.js';
import { planFrom, planOf, SHOP } from './plan-fixture.js';
import { lanesOf } from './world-fixture.js';

function audienceOf(plan: RolloutPlan, segments: readonly string[] = [], seed = 1) {
  return new SimulatedAudience(plan, { seed, segments });
}

/** About how many units of the audience are in a segment. */
function sizeOf(audience: SimulatedAudience, plan: RolloutPlan, name: string): number {
  const segment = plan.audience.segments[name];
  if (!segment) throw new Error(`no segment ${name}`);
  return audience.units
    .filter(({ name: unit, context }) =>
      segment.kind === 'list' ? segment.units.includes(unit) : segmentHolds(segment.test, context),
    )
    .reduce((sum, { weight }) => sum + weight, 0);
}

describe('the simulated audience', () => {
  it.each(['comfyfixer', 'connection-flow', 'dark-launch', 'phoenix', 'unified-pipeline'])(
    'of %s has its size, and each segment its declared size',
    (name) => {
      const plan = planFrom(`plans/${name}.yaml`);
      const audience = audienceOf(plan);
      const all = audience.units.reduce((sum, { weight }) => sum + weight, 0);
      expect(all).toBeCloseTo(plan.audience.size, 6);
      for (const [segment, { size }] of Object.entries(plan.audience.segments)) {
        if (size === undefined) continue;
        const off = Math.abs(sizeOf(audience, plan, segment) - size);
        expect([segment, off <= Math.max(2, size * 0.01)]).toEqual([segment, true]);
      }
    },
  );

  it('lists every member of a list by name, each standing for itself', () => {
    const audience = audienceOf(planOf(SHOP));
    const listed = audience.units.filter(({ name }) => ['tess', 'tom', 'tina'].includes(name));
    expect(listed.map(({ weight }) => weight)).toEqual([1, 1, 1]);
  });

  it('makes most units eligible, not all', () => {
    const ready = audienceOf(planOf(SHOP)).units.filter(({ context }) => context.ready === true);
    expect(ready.length).toBeGreaterThan(940);
    expect(ready.length).toBeLessThan(1000);
  });

  it('simulates at most 20,000 units, which stand for all', () => {
    const plan = planOf(SHOP.replace('size: 1000', 'size: 1000000').replace('size: 200', 'size: 200000'));
    const audience = audienceOf(plan);
    expect(audience.units).toHaveLength(MOST_UNITS);
    expect(sizeOf(audience, plan, 'pro')).toBeGreaterThan(198_000);
    expect(sizeOf(audience, plan, 'pro')).toBeLessThan(202_000);
    expect(sizeOf(audience, plan, 'testers')).toBe(3);
  });

  it('is the same for the same seed, and another for another', () => {
    const plan = planOf(SHOP);
    expect(audienceOf(plan, [], 4).units).toEqual(audienceOf(plan, [], 4).units);
    expect(audienceOf(plan, [], 4).units).not.toEqual(audienceOf(plan, [], 5).units);
  });

  it('cuts the audience into strata along the segments that matter', () => {
    const audience = audienceOf(planOf(SHOP), ['testers', 'pro']);
    const sizes = Object.fromEntries(audience.strata.map(({ segments, size }) => [segments.join('+'), size]));
    expect((sizes.pro ?? 0) + (sizes['testers+pro'] ?? 0)).toBe(200);
    expect((sizes.testers ?? 0) + (sizes['testers+pro'] ?? 0)).toBe(3);
    expect(Object.values(sizes).reduce((sum, size) => sum + size, 0)).toBe(1000);
  });
});

describe('who is exposed', () => {
  const plan = planOf(SHOP);

  it('is nobody before anything is deployed, and while the brake blocks', () => {
    const audience = audienceOf(plan);
    expect(audience.look({ rise: [], brake: [] })).toMatchObject({ units: 0, shares: [0], entered: [] });
    expect(audience.look(lanesOf(plan, [{ below: 500_000 }], { blocked: true })).units).toBe(0);
  });

  it('is who has a low bucket: the share of the buckets, exactly the units below it', () => {
    const audience = audienceOf(plan);
    const { exposed, units } = audience.look(lanesOf(plan, [{ below: 250_000 }]));
    const expected = audience.units.flatMap(({ context }, index) =>
      Number(context.bucket) < 250_000 ? [index] : [],
    );
    expect([...(exposed[0] ?? [])]).toEqual(expected);
    expect(units).toBe(expected.length);
    expect(units).toBeGreaterThan(200);
    expect(units).toBeLessThan(300);
  });

  it('is exactly the members of a list', () => {
    const audience = audienceOf(plan);
    const { exposed } = audience.look(lanesOf(plan, [{ segment: 'testers', below: 1_000_000 }]));
    expect([...(exposed[0] ?? [])].map((unit) => audience.units[unit]?.name).sort()).toEqual([
      'tess',
      'tina',
      'tom',
    ]);
  });

  it('tells the strata apart', () => {
    const audience = audienceOf(plan, ['pro']);
    const { shares } = audience.look(lanesOf(plan, [{ segment: 'pro', below: 1_000_000 }]));
    expect(audience.strata.map(({ segments }, index) => [segments, shares[index]])).toEqual(
      expect.arrayContaining([
        [['pro'], 1],
        [[], 0],
      ]),
    );
  });

  it('counts the share of the hosts while a deployment is spread', () => {
    const audience = audienceOf(plan);
    const before = lanesOf(plan, []);
    const after = lanesOf(plan, [{ below: 1_000_000 }]);
    const shared = (share: number) => [
      ...after.rise.map(({ document }) => ({ document, share })),
      ...before.rise.map(({ document }) => ({ document, share: 1 - share })),
    ];
    const { shares, units } = audience.look({ rise: shared(0.25), brake: after.brake });
    expect(shares[0]).toBeCloseTo(0.25, 10);
    expect(units).toBe(1000);
  });

  it('names as entered who was not exposed at the look before', () => {
    const audience = audienceOf(plan);
    const small = audience.look(lanesOf(plan, [{ below: 100_000 }]));
    expect(small.entered).toEqual([...(small.exposed[0] ?? [])]);
    const large = audience.look(lanesOf(plan, [{ below: 200_000 }]));
    expect(large.entered).toHaveLength(large.units - small.units);
    const lanes = lanesOf(plan, []);
    expect(audience.look(lanes)).toMatchObject({ units: 0, entered: [] });
    expect(audience.look(lanes).entered).toEqual([]);
    expect(audience.look(lanesOf(plan, [{ below: 100_000 }])).entered).toEqual(small.entered);
  });
});

describe('raking', () => {
  it('gives overlapping groups their shares', () => {
    const inA = (cell: number) => cell < 2;
    const inB = (cell: number) => cell % 2 === 0;
    const shares = rake(4, [
      { has: inA, share: 0.7 },
      { has: inB, share: 0.2 },
    ]);
    const total = (has: (cell: number) => boolean) =>
      shares.reduce((sum, one, cell) => sum + (has(cell) ? one : 0), 0);
    expect(total(inA)).toBeCloseTo(0.7, 3);
    expect(total(inB)).toBeCloseTo(0.2, 3);
    expect(total(() => true)).toBeCloseTo(1, 10);
  });

  it.each([
    [10, [1, 1, 1], [4, 3, 3]],
    [3, [0.5, 0, 0.5], [2, 0, 1]],
    [5, [0, 0], [1, 1]],
  ])('apportions %s by %j as %j', (total, shares, counts) => {
    expect(apportion(total, shares)).toEqual(counts);
  });
});
