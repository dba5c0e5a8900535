import type { CriterionState } from '../../../lib/judge/criterion/criterion-state.js';
import { isSilenced } from '../../../lib/judge/criterion/silence.js';
import { takePeriods, type Criterion, type Period } from '../../../lib/judge/criterion/take-periods.js';
import type { Reading } from '../../../lib/judge/reading.js';
import { poissonQuantile } from '../../../lib/local/random/quantiles.js';
import { streamOf, uniformAt } from '../../../lib/local/random/stream.js';
import { alarmOf, alike, counts, criterionOf, judgedPlan, MINUTE, taken } from './criteria.js';

const plan = judgedPlan('errors > 120% of control', 'errors < 120% of control');
const alarm = alarmOf(plan);
const RISK = 0.001;

describe('a canary that fewer users are in than before', () => {
  const before = taken(plan, alarm, alike(60, counts(5, 500), counts(50, 5000)));
  const quiet = alike(60, { kind: 'empty' }, counts(50, 5000), 60);
  const after = (steadySince: number | undefined, periods = quiet): boolean =>
    isSilent(takePeriods(before, criterionOf(plan, alarm, { steadySince }), periods));

  it('is not taken for a silent one: what it sent before says nothing of what it sends now', () => {
    expect(after(60 * MINUTE)).toBe(false);
  });

  it('is not a silent one while nobody is in it, or that is changing', () => {
    expect(after(undefined)).toBe(false);
  });

  it('is a silent one when nobody has taken users out', () => {
    expect(after(0)).toBe(true);
  });

  it('is still a silent one after a look at the lanes that has failed', () => {
    const half = alike(30, { kind: 'empty' }, counts(50, 5000), 60);
    const failed = alike(1, { kind: 'empty' }, counts(50, 5000), 90);
    const rest = alike(29, { kind: 'empty' }, counts(50, 5000), 91);
    const go = (state: CriterionState | undefined, periods: readonly Period[], steadySince?: number) =>
      takePeriods(state, criterionOf(plan, alarm, { steadySince }), periods);
    const heard = go(before, half, 0);
    expect(isSilent(heard)).toBe(true);
    const unread = go(heard, failed);
    expect(isSilent(unread)).toBe(true);
    expect(isSilent(go(unread, rest, 0))).toBe(true);
  });

  it('is a silent one again once its new share is known', () => {
    const few = alike(30, counts(0, 20), counts(50, 5000), 60);
    const silent = alike(20, { kind: 'empty' }, counts(50, 5000), 90);
    expect(after(60 * MINUTE, few)).toBe(false);
    expect(after(60 * MINUTE, [...few, ...silent])).toBe(true);
  });
});

describe('a canary that says nothing while control goes on', () => {
  it("is silent when (m / (m + m'))^a is below the risk, shared by all periods: here after two of them", () => {
    // 12 samples while control had 60; k periods more leave (60 / (60 + 60 k))^12.
    const heard = alike(1, counts(0, 12), counts(0, 60));
    const found = [1, 2, 3].map((length) =>
      isSilent(taken(plan, alarm, [...heard, ...alike(length, { kind: 'missing' }, counts(0, 60), 1)])),
    );
    const bound = [1, 2, 3].map((k) => (1 + k) ** -12 < RISK / ((k + 1) * (k + 2)));
    expect(found).toEqual(bound);
    expect(bound).toEqual([false, true, true]);
  });

  it('is not silent because testers have gone home: step zero has shown their rhythm, or nobody knows it', () => {
    const office = [
      ...alike(480, counts(0, 4), counts(0, 100)),
      ...alike(480, { kind: 'empty' }, counts(0, 60), 480),
    ];
    const stepZero = (factor: number, ms: number) => () => ({
      choice: {
        kind: 'likelihood',
        because: 'independent',
        dispersion: 1,
        variation: { factor, ms },
      } as const,
    });
    const silent = (rest: Partial<Criterion>): boolean => isSilent(taken(plan, alarm, office, rest));
    expect(silent({})).toBe(true);
    expect(silent({ stepZero: stepZero(670, 1440 * MINUTE) })).toBe(false);
    expect(silent({ stepZero: stepZero(1, 960 * MINUTE) })).toBe(false);
    expect(
      silent({ stepZero: () => ({ choice: { kind: 'likelihood', because: 'independent', dispersion: 1 } }) }),
    ).toBe(false);
  });

  it('is not silent before it was ever heard', () => {
    expect(isSilent(taken(plan, alarm, alike(500, { kind: 'empty' }, counts(5, 500))))).toBe(false);
  });

  it.each([
    { perMinute: 3, control: 300 },
    { perMinute: 0.3, control: 300 },
    { perMinute: 0.05, control: 300 },
    { perMinute: 0.05, control: 0.5 },
  ])(
    'is taken for a silent one by chance in fewer than 1 % of days, at a risk of 1 %, with $perMinute samples a minute of $control',
    ({ perMinute, control }) => {
      const days = 100;
      let wrong = 0;
      for (let day = 0; day < days; day += 1) {
        const one = streamOf(day, 'canary');
        const other = streamOf(day, 'control');
        let state: CriterionState | undefined;
        for (let minute = 0; minute < 1440; minute += 1) {
          state = takePeriods(state, criterion, [
            {
              from: minute * MINUTE,
              to: (minute + 1) * MINUTE,
              canary: drawn(perMinute, uniformAt(one, minute)),
              control: drawn(control, uniformAt(other, minute)),
            } satisfies Period,
          ]);
          if (state && isSilenced(state, 0.01)) {
            wrong += 1;
            break;
          }
        }
      }
      expect(wrong / days).toBeLessThanOrEqual(0.01);
    },
  );
});

const criterion = criterionOf(plan, alarm);

function isSilent(state: CriterionState | undefined): boolean {
  return state !== undefined && isSilenced(state, RISK);
}

function drawn(mean: number, uniform: number): Reading {
  return counts(0, poissonQuantile(mean, uniform));
}
