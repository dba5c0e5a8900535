import { lookFor } from '../../../lib/judge/criterion/criterion-look.js';
import type { CriterionTimes } from '../../../lib/judge/criterion/criterion-times.js';
import { judgeLook } from '../../../lib/judge/criterion/judge-look.js';
import { queryFor, type ClaimQuery } from '../../../lib/judge/claim-query.js';
import { judgeCriterion } from '../../../lib/judge/criterion/judge-criterion.js';
import type { Finding } from '../../../lib/judge/finding.js';
import type { ClaimData, Reading } from '../../../lib/judge/reading.js';
import {
  alarmOf,
  alike,
  counts,
  gateOf,
  gathering,
  judgedPlan,
  metricIn,
  MINUTE,
  taken,
} from './criteria.js';

const DAY = 1440 * MINUTE;
const START = 100 * DAY;
const plan = judgedPlan('errors > 120% of control', 'errors < 120% of control');
const alarm = alarmOf(plan);
const metric = metricIn(plan, alarm);
const TIMES: CriterionTimes = {
  attempt: 1,
  from: START + 1,
  lastRise: START + 1,
  version: START,
  hold: true,
  steadySince: START + 1,
};

const lookAt = (minute: number, known?: ReturnType<typeof taken>, times = TIMES) => {
  const closedUntil = START + minute * MINUTE;
  const starts = { step: START, phase: START, rollout: START };
  const plain = queryFor(alarm, metric, plan, starts, closedUntil);
  const look = lookFor(alarm, plain, plan, times, known, closedUntil);
  if (!look) throw new Error('it is judged by evidence');
  return look;
};
const all = (length: number, reading: Reading, control?: Reading): ClaimData => ({
  kind: 'measured',
  subject: [{ readings: Array.from({ length }, () => reading) }],
  ...(control ? { control: [{ readings: Array.from({ length }, () => control) }] } : {}),
});
const healthy = all(1, counts(5, 500), counts(5, 500));

describe('a look at a criterion', () => {
  it('asks for the closed periods that were not taken in, and at first for the day before the exposure', () => {
    const { periods, calm } = lookAt(10);
    expect(periods?.windows).toHaveLength(9);
    expect(periods?.windows[0]).toEqual({ from: START + MINUTE, to: START + 2 * MINUTE });
    expect(calm).toMatchObject({ cohort: 'control', withControl: false });
    expect(calm?.windows).toHaveLength(1440);
    expect(calm?.windows.at(-1)?.to).toBe(START + MINUTE);
  });

  it('takes a publication in once, however often it is asked for', () => {
    const seldom = judgedPlan('hourly > 120% of control', 'errors < 1%');
    const claim = alarmOf(seldom);
    const HOUR = 60 * MINUTE;
    const plain = queryFor(
      claim,
      metricIn(seldom, claim),
      seldom,
      { step: START, phase: START, rollout: START },
      START + 200 * MINUTE,
    );
    const times = { ...TIMES, foretold: { from: START - 3 * DAY, to: START } };
    const look = lookFor(claim, plain, seldom, times, undefined, START + 200 * MINUTE);
    const lengths = (query: ClaimQuery | undefined) => [
      ...new Set(query?.windows.map(({ from, to }) => to - from)),
    ];
    expect([look?.periods, look?.calm, look?.marked].map(lengths)).toEqual([[HOUR], [HOUR], [HOUR]]);
    expect(look?.periods?.windows.map(({ from }) => (from - START) / HOUR)).toEqual([1, 2]);
    expect(look?.calm?.windows).toHaveLength(14 * 24);
  });

  it('asks for nothing more before a period is closed', () => {
    expect(lookAt(1)).not.toHaveProperty('periods');
    expect(lookAt(1)).not.toHaveProperty('calm');
  });

  it('asks only for what is new when something is known, and begins anew in another attempt', () => {
    const known = {
      ...taken(plan, alarm, alike(5, counts(5, 500), counts(5, 500))),
      until: START + 8 * MINUTE,
    };
    expect(lookAt(10, known).periods?.windows).toHaveLength(2);
    expect(lookAt(10, known)).not.toHaveProperty('calm');
    expect(lookAt(10, known, { ...TIMES, attempt: 2 }).calm).toBeDefined();
  });

  it('catches up with the next looks when it is far behind', () => {
    const { periods } = lookAt(10_000);
    expect(periods?.windows).toHaveLength(2880);
    expect(periods?.windows[0]?.from).toBe(START + MINUTE);
  });

  it('asks for no period when the clock has gone backwards, and keeps what it knows', () => {
    const known = {
      ...taken(plan, alarm, alike(5, counts(5, 500), counts(5, 500))),
      until: START + 8 * MINUTE,
    };
    const look = lookAt(3, known);
    expect(look).not.toHaveProperty('periods');
    expect(judgeLook(alarm, metric, look, TIMES, known, { plain: healthy }).state).toEqual(known);
  });

  it('chooses the procedure by what was before the exposure', () => {
    const even = Array.from({ length: 1440 }, (_, index) => counts(index % 2 === 0 ? 4 : 6, 500));
    const bursts = Array.from({ length: 1440 }, (_, index) =>
      counts(index % 4 < 2 ? (index % 2) * 60 : 0, 500),
    );
    const chosen = (readings: readonly Reading[]) => {
      const look = lookAt(10);
      const calm: ClaimData = { kind: 'measured', subject: [{ readings }] };
      const periods = all(9, counts(5, 500), counts(5, 500));
      return judgeLook(alarm, metric, look, TIMES, undefined, { plain: healthy, periods, calm }).state?.choice
        .because;
    };
    expect([even, bursts, []].map(chosen)).toEqual(['independent', 'bursts', 'unknown']);
  });

  it('takes nothing in when a measurement failed, and says so', () => {
    const known = {
      ...taken(plan, alarm, alike(5, counts(5, 500), counts(5, 500))),
      until: START + 8 * MINUTE,
    };
    const { finding, state } = judgeLook(alarm, metric, lookAt(10, known), TIMES, known, {
      plain: healthy,
      periods: { kind: 'failed', reason: 'access denied' },
    });
    expect(finding).toMatchObject({ truth: 'error', why: 'the measurement failed: access denied' });
    expect(state).toEqual(known);
  });

  it('is not taken of what is compared as it is', () => {
    const other = judgedPlan('broken > 2%', 'errors < 1%');
    const claim = alarmOf(other);
    const plain = queryFor(claim, metricIn(other, claim), other, { step: 0, phase: 0, rollout: 0 }, START);
    expect(lookFor(claim, plain, other, TIMES, undefined, START)).toBeUndefined();
  });

  it('compares with the baseline as it is, when nobody is left in control', () => {
    const other = judgedPlan('errors > 2%', 'errors < 120% of control');
    const claim = gateOf(other);
    const plain: Finding = { text: '', truth: 'yes', reference: { from: 'baseline', value: 0.01 }, why: '' };
    const state = taken(other, claim, alike(5, counts(5, 500), undefined));
    const procedure = gathering(other, claim);
    expect(judgeCriterion(claim, metricIn(other, claim), procedure, plain, state).truth).toBe('yes');
    const control: Finding = { ...plain, reference: { from: 'control', value: 0.01 } };
    expect(judgeCriterion(claim, metricIn(other, claim), procedure, control, state).truth).toBe('unknown');
  });
});
