import fc from '../../fast-check.js';
import { growthTimeline } from '../../../lib/local/appconfig/growth.js';
import type { DeploymentStrategy } from '../../../lib/contract/deployment-strategy.js';

type Row = readonly [minute: number, percentage: number];

function timeline(
  strategy: Omit<DeploymentStrategy, 'bakeMinutes'>,
  linearTimeline: 'a' | 'b' | 'c' = 'a',
  exponentialSpacing: 'afterEachInterval' | 'beforeEachInterval' = 'afterEachInterval',
): readonly Row[] {
  return growthTimeline({ ...strategy, bakeMinutes: 0 }, { linearTimeline, exponentialSpacing }).map(
    ({ atMinutes, percentage }) => [atMinutes, percentage],
  );
}

const linear = (spreadMinutes: number, growthFactor: number) =>
  ({ spreadMinutes, growthFactor, growth: 'linear' }) as const;
const exponential = (spreadMinutes: number, growthFactor: number) =>
  ({ spreadMinutes, growthFactor, growth: 'exponential' }) as const;

describe('linear growth', () => {
  it('follows the user guide: 10 hours at 20 % are 20 % every 2 hours, the first after 2 hours (a)', () => {
    expect(timeline(linear(600, 20), 'a')).toEqual([
      [120, 20],
      [240, 40],
      [360, 60],
      [480, 80],
      [600, 100],
    ]);
  });

  it('follows UpdateDeploymentStrategy: 20 % initially, 40 % after a fifth of the time (b)', () => {
    expect(timeline(linear(600, 20), 'b')).toEqual([
      [0, 20],
      [120, 40],
      [240, 60],
      [360, 80],
      [480, 100],
    ]);
  });

  it('follows the GetDeployment example: 15 minutes at 25 % step at +3, +6, +9 and +12 minutes (c)', () => {
    expect(timeline(linear(15, 25), 'c')).toEqual([
      [3, 25],
      [6, 50],
      [9, 75],
      [12, 100],
    ]);
  });

  it.each<[number, readonly number[]]>([
    [100, [100]],
    [99, [99, 100]],
    [50, [50, 100]],
    [30, [30, 60, 90, 100]],
    [100 / 3, [100 / 3, 200 / 3, 100]],
    [33.33333333333333, [33.33333333333333, 66.66666666666666, 100]],
  ])('ends at 100 %% with a factor of %d', (factor, percentages) => {
    expect(timeline(linear(60, factor)).map(([, percentage]) => percentage)).toEqual(percentages);
  });

  it('has a hundred steps with a factor of 1', () => {
    const steps = timeline(linear(1_440, 1), 'a');
    expect(steps).toHaveLength(100);
    expect(steps[0]).toEqual([14.4, 1]);
    expect(steps.at(-1)).toEqual([1_440, 100]);
  });
});

describe('exponential growth', () => {
  it.each<[number, readonly number[]]>([
    [2, [2, 4, 8, 16, 32, 64, 100]],
    [10, [10, 20, 40, 80, 100]],
    [25, [25, 50, 100]],
    [100, [100]],
  ])('doubles a first share of %d %% until everybody has it', (factor, percentages) => {
    expect(timeline(exponential(60, factor)).map(([, percentage]) => percentage)).toEqual(percentages);
  });

  it.each<['afterEachInterval' | 'beforeEachInterval', readonly number[]]>([
    ['afterEachInterval', [4, 8, 12, 16, 20]],
    ['beforeEachInterval', [0, 4, 8, 12, 16]],
  ])('takes its steps %s', (spacing, minutes) => {
    expect(timeline(exponential(20, 10), 'a', spacing).map(([minute]) => minute)).toEqual(minutes);
  });
});

describe('growth of either type', () => {
  it.each([linear(0, 1), linear(0, 100), exponential(0, 1)])(
    'reaches everybody at once with %o',
    (strategy) => {
      expect(timeline(strategy)).toEqual([[0, 100]]);
    },
  );

  const strategies = fc.record({
    spreadMinutes: fc.integer({ min: 1, max: 1_440 }),
    growthFactor: fc.double({ min: 1, max: 100, noNaN: true }),
    growth: fc.constantFrom('linear' as const, 'exponential' as const),
  });

  it('rises with every step and ends at 100 % within the spread', () => {
    fc.assert(
      fc.property(
        strategies,
        fc.constantFrom('a' as const, 'b' as const, 'c' as const),
        fc.constantFrom('afterEachInterval' as const, 'beforeEachInterval' as const),
        (strategy, linearTimeline, spacing) => {
          const steps = timeline(strategy, linearTimeline, spacing);
          steps.forEach(([minute, percentage], index) => {
            const [minuteBefore, percentageBefore] = steps[index - 1] ?? [-1, 0];
            expect(minute).toBeGreaterThan(minuteBefore);
            expect(percentage).toBeGreaterThan(percentageBefore);
          });
          expect(steps.at(-1)?.[1]).toBe(100);
          expect(steps.at(-1)?.[0]).toBeLessThanOrEqual(strategy.spreadMinutes);
        },
      ),
    );
  });

  it('exposes earliest under the default readings: no step of b comes after its twin of c, nor c after a', () => {
    fc.assert(
      fc.property(strategies, (strategy) => {
        const [a, b, c] = (['a', 'b', 'c'] as const).map((reading) =>
          timeline(strategy, reading, reading === 'b' ? 'beforeEachInterval' : 'afterEachInterval').map(
            ([minute]) => minute,
          ),
        );
        a?.forEach((minute, index) => {
          expect(b?.[index]).toBeLessThanOrEqual(c?.[index] ?? NaN);
          expect(c?.[index]).toBeLessThanOrEqual(minute);
        });
      }),
    );
  });
});
