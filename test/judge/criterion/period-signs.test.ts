import { judgeCriterion } from '../../../lib/judge/criterion/judge-criterion.js';
import { FAIR_SIGN, samplesForSign, SIGN_RATES } from '../../../lib/judge/criterion/period-signs.js';
import type { Period } from '../../../lib/judge/criterion/take-periods.js';
import type { Finding, Truth } from '../../../lib/judge/finding.js';
import type { Reading } from '../../../lib/judge/reading.js';
import { streamOf, uniformAt } from '../../../lib/local/random/stream.js';
import {
  alarmOf,
  alike,
  criterionOf,
  gateOf,
  gathering,
  judgedPlan,
  metricIn,
  MINUTE,
  taken,
} from './criteria.js';

const plan = judgedPlan('render > 120% of control', 'render < 120% of control');
const alarm = alarmOf(plan);
const gate = gateOf(plan);
const PLAIN: Finding = {
  text: 'the claim',
  truth: 'no',
  value: 100,
  samples: 1000,
  why: '100 ms against 120 ms',
};

const latency = (value: number, samples = 600): Reading => ({ kind: 'value', value, samples });
const judge = (claim: typeof alarm, periods: readonly Period[]) =>
  judgeCriterion(claim, metricIn(plan, claim), gathering(plan, claim), PLAIN, taken(plan, claim, periods));
const truthOf = (claim: typeof alarm, ...periods: Parameters<typeof alike>): Truth =>
  judge(claim, alike(...periods)).truth;

describe('a percentile whose single values are not published', () => {
  it('is worse on proof that control times what is allowed is the lower one more often than chance explains', () => {
    expect(truthOf(alarm, 5, latency(130), latency(100))).toBe('no');
    expect(truthOf(alarm, 40, latency(130), latency(100))).toBe('yes');
    expect(truthOf(alarm, 4000, latency(119), latency(100))).toBe('no');
  });

  it('lets a gate pass on proof that it is not, and never on silence', () => {
    expect(truthOf(gate, 3, latency(110), latency(100))).toBe('unknown');
    expect(truthOf(gate, 60, latency(110), latency(100))).toBe('yes');
    expect(truthOf(gate, 60, latency(130), latency(100))).toBe('no');
    expect(truthOf(gate, 500, { kind: 'missing' }, latency(100))).toBe('unknown');
  });

  it.each<[string, Reading, Reading]>([
    ['the canary has too few samples', latency(500, 526), latency(100)],
    ['control has too few samples', latency(500), latency(100, 526)],
  ])('is no evidence when %s', (_why, canary, control) => {
    expect(truthOf(alarm, 500, canary, control)).toBe('no');
    expect(truthOf(gate, 500, canary, control)).toBe('unknown');
  });

  it('is neither better nor worse by ties: they count as lost for whoever has bet', () => {
    expect(truthOf(alarm, 500, latency(120), latency(100))).toBe('no');
    expect(truthOf(gate, 500, latency(120), latency(100))).toBe('unknown');
    const rarely = alike(600, latency(120), latency(100)).map((period, index) =>
      index % 3 === 0 ? { ...period, canary: latency(121) } : period,
    );
    expect(judge(alarm, rarely).truth).toBe('no');
  });

  it.each<[string, Reading]>([
    ['the value is no number', latency(NaN)],
    ['the value is infinite', latency(Infinity)],
    ['the samples are no count', latency(500, NaN)],
    ['there are fewer samples than none', latency(500, -600)],
  ])('is refused with a reason when %s', (_why, canary) => {
    for (const claim of [alarm, gate]) {
      const finding = judge(claim, alike(500, canary, latency(100)));
      expect(finding.truth).toBe('unknown');
      expect(finding.why).toMatch(/the newest period makes no sense/u);
    }
  });

  it('says how it is judged, and in how many periods it was on which side', () => {
    const periods = [...alike(10, latency(130), latency(100)), ...alike(30, latency(90), latency(100), 10)];
    expect(judge(alarm, periods).evidence).toMatchObject({
      procedure: 'signs',
      because: 'which percentile is higher, in periods with at least 527 samples of each cohort',
      canary: { rate: 0.25, samples: 40 },
    });
  });
});

describe('what chance does to the percentile of few samples', () => {
  it.each([
    [50, 100],
    [90, 278],
    [95, 527],
    [99, 2526],
  ])('puts p%s of at least %s samples on one side less often than is taken for fair', (percentile, least) => {
    expect(samplesForSign(percentile)).toBe(least);
    const part = 1 - percentile / 100;
    let worst = 0;
    for (let samples = least; samples < least + 200; samples += 1) {
      const rank = Math.floor(samples * part + 1e-9);
      let below = 0;
      let mass = (1 - part) ** samples;
      for (let count = 0; count < rank; count += 1) {
        below += mass;
        mass *= ((samples - count) / (count + 1)) * (part / (1 - part));
      }
      worst = Math.max(worst, 1 - below, below + mass);
    }
    expect(worst).toBeLessThan(FAIR_SIGN);
    expect(worst).toBeGreaterThan(0.57);
    expect(Math.min(...SIGN_RATES)).toBeGreaterThan(FAIR_SIGN);
  });

  it('raises an alarm in fewer than 1 % of days, at a risk of 0.1 %, with a small canary beside a large control', () => {
    let wrong = 0;
    const days = 60;
    const tenMinutes = criterionOf(plan, alarm);
    for (let day = 0; day < days; day += 1) {
      const stream = streamOf(day, 'signs');
      const periods = Array.from({ length: 1440 }, (_, index): Period => {
        // The canary's true percentile is just what is allowed; its sample of 527 is drawn by rank.
        const values = Array.from({ length: 40 }, (_value, place) => uniformAt(stream, index, place)).sort(
          (a, b) => a - b,
        );
        const canary = 120 * (1 + ((values[20] ?? 0.5) - 0.5) / 10);
        return {
          from: index * MINUTE,
          to: (index + 1) * MINUTE,
          canary: latency(canary, 527),
          control: latency(100, 50_000),
        };
      });
      const state = taken(plan, alarm, periods, tenMinutes);
      const finding = judgeCriterion(alarm, metricIn(plan, alarm), gathering(plan, alarm), PLAIN, state);
      if (finding.truth === 'yes') wrong += 1;
    }
    expect(wrong).toBe(0);
  });
});
