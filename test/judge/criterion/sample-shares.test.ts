import { judgeCriterion } from '../../../lib/judge/criterion/judge-criterion.js';
import type { CriterionState } from '../../../lib/judge/criterion/criterion-state.js';
import { shareMismatch, shareVariation } from '../../../lib/judge/criterion/sample-shares.js';
import { takePeriods, type Criterion, type Period } from '../../../lib/judge/criterion/take-periods.js';
import type { Finding } from '../../../lib/judge/finding.js';
import { poissonQuantile } from '../../../lib/local/random/quantiles.js';
import { streamOf, uniformAt } from '../../../lib/local/random/stream.js';
import {
  alarmOf,
  alike,
  counts,
  criterionOf,
  gateOf,
  gathering,
  judgedPlan,
  metricIn,
  MINUTE,
  taken,
} from './criteria.js';

const plan = judgedPlan('errors > 120% of control', 'errors < 120% of control');
const alarm = alarmOf(plan);
const gate = gateOf(plan);
const WELL: Finding = { text: 'the claim', truth: 'yes', value: 0.01, samples: 1000, why: '1% against 1.2%' };

const DAY = 1440 * MINUTE;
/** Ten in a hundred of the samples came from them before they were exposed. */
const zero = (factor: number | undefined = 1, ms = DAY, hold = true): Partial<Criterion> => ({
  stepZero: () => ({
    choice: {
      kind: 'likelihood',
      because: 'independent',
      dispersion: 1,
      ...(factor === undefined ? {} : { variation: { factor, ms } }),
    },
    marks: { version: 0, ms, canary: 10_000, control: 90_000, hold },
  }),
});
const DAY_OF_SHARE = (canary: number): readonly Period[] =>
  alike(600, counts(1, canary), counts(9, 1000 - canary));
const stateOf = (canary: number, rest: Partial<Criterion> = zero()): CriterionState =>
  taken(plan, gate, DAY_OF_SHARE(canary), rest);

describe('the share of the samples that the canary sends', () => {
  it.each([
    [50, true],
    [90, true],
    [100, false],
    [110, true],
  ])('of %s in a thousand, where it was 100 before, is another one: %s', (canary, isAnother) => {
    expect(shareMismatch(stateOf(canary)) !== undefined).toBe(isAnother);
  });

  it('says what it was and is, and how unlikely that is', () => {
    const mismatch = shareMismatch(stateOf(50));
    expect(mismatch?.before).toBeCloseTo(0.1, 12);
    expect(mismatch?.since).toBeCloseTo(0.05, 12);
    expect(mismatch?.evidence).toBeGreaterThan(1000);
  });

  it('may be off by more where it has varied more, and is not judged where nobody knows', () => {
    expect(shareMismatch(stateOf(90, zero(200)))).toBeUndefined();
    const { variation: _, ...choice } = stateOf(50).choice;
    expect(shareMismatch({ ...stateOf(50), choice })).toBeUndefined();
    const { marks: _marks, ...without } = stateOf(50);
    expect(shareMismatch(without)).toBeUndefined();
  });

  it('is not judged when somebody was put in or out since', () => {
    expect(shareMismatch(stateOf(50, zero(1, DAY, false)))).toBeUndefined();
  });

  it('is compared for as long as they were marked, and what was found in that time stays found', () => {
    const ofTwo = (first: number, then: number, ms: number): boolean => {
      const periods = [
        ...alike(120, counts(1, first), counts(9, 1000 - first)),
        ...alike(480, counts(1, then), counts(9, 1000 - then), 120),
      ];
      return shareMismatch(taken(plan, gate, periods, zero(1, ms))) !== undefined;
    };
    const twoHours = 120 * MINUTE;
    expect([ofTwo(50, 100, twoHours), ofTwo(100, 50, twoHours), ofTwo(100, 50, DAY)]).toEqual([
      true,
      false,
      true,
    ]);
    // The first minute of a day in which nobody was heard makes it no shorter.
    expect(ofTwo(100, 50, DAY - MINUTE)).toBe(true);
  });

  it('is forgotten by no look at the lanes that has failed', () => {
    const state = stateOf(50);
    const more = alike(1, counts(1, 50), counts(9, 950), 600);
    const after = takePeriods(state, criterionOf(plan, gate, { ...zero(), steadySince: undefined }), more);
    expect(after && shareMismatch(after)).toBeDefined();
  });

  it('holds a gate that would be a go, and says why; it is no reason to revert', () => {
    const judge = (state: CriterionState) =>
      judgeCriterion(gate, metricIn(plan, gate), gathering(plan, gate), WELL, state);
    const well = DAY_OF_SHARE(100).map((period) => ({ ...period, canary: counts(0, 100) }));
    const fewer = DAY_OF_SHARE(50).map((period) => ({ ...period, canary: counts(0, 50) }));
    expect(judge(taken(plan, gate, well, zero())).truth).toBe('yes');
    const held = judge(taken(plan, gate, fewer, zero()));
    expect(held.truth).toBe('unknown');
    expect(held.why).toMatch(
      /its users send 5% of the samples and sent 10% before \(1 in [\d,]+ that this is chance\): held/u,
    );
    const quiet = judgeCriterion(
      alarm,
      metricIn(plan, alarm),
      gathering(plan, alarm),
      { ...WELL, truth: 'no' },
      taken(plan, alarm, fewer, zero()),
    );
    expect(quiet.truth).toBe('no');
    expect(quiet.why).not.toMatch(/held/u);
  });
});

describe('how much a share varies', () => {
  const stream = streamOf(5, 'shares');
  const minutes = (
    length: number,
    shareAt: (minute: number) => number,
  ): readonly (readonly [number, number])[] =>
    Array.from({ length }, (_, minute) => {
      const next = poissonQuantile(100 * shareAt(minute), uniformAt(stream, minute, 0));
      const others = poissonQuantile(100 * (1 - shareAt(minute)), uniformAt(stream, minute, 1));
      return [next, others] as const;
    });

  it('is about 1 for independent samples, and more when the share follows the time of day', () => {
    expect(shareVariation(minutes(1440, () => 0.2))).toBeLessThan(3);
    const daily = shareVariation(
      minutes(1440, (minute) => 0.2 + 0.1 * Math.sin((minute / 1440) * 2 * Math.PI)),
    );
    expect(daily).toBeGreaterThan(100);
  });

  it('is not known from less than two hours, or while one of them says nothing', () => {
    expect(shareVariation(minutes(119, () => 0.2))).toBeUndefined();
    expect(shareVariation(minutes(240, () => 0))).toBeUndefined();
  });

  it('lets a share that stays what it was be taken for another one in fewer than 1 % of cases', () => {
    let wrong = 0;
    for (let run = 0; run < 200; run += 1) {
      const own = streamOf(run, 'shares that stay');
      const draw = (minute: number, index: number, mean: number): number =>
        poissonQuantile(mean, uniformAt(own, minute, index));
      const calm = Array.from(
        { length: 240 },
        (_, minute) => [draw(minute, 0, 10), draw(minute, 1, 90)] as const,
      );
      const sum = (arm: 0 | 1): number => calm.reduce((total, pair) => total + pair[arm], 0);
      const variation = shareVariation(calm);
      const state = stateOf(100);
      for (let hour = 1; hour <= 24; hour += 1) {
        const recent = {
          canary: poissonQuantile(600 * hour, uniformAt(own, 10_000 + hour, 0)),
          control: poissonQuantile(5400 * hour, uniformAt(own, 10_000 + hour, 1)),
        };
        const choice = {
          ...state.choice,
          ...(variation === undefined ? {} : { variation: { factor: variation, ms: DAY } }),
        };
        const marks = { version: 0, ms: DAY, canary: sum(0), control: sum(1), hold: true };
        if (!shareMismatch({ ...state, choice, marks, recent: { ...recent, compared: recent } })) continue;
        wrong += 1;
        break;
      }
    }
    expect(wrong).toBeLessThanOrEqual(2);
  });
});
