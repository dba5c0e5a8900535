import { judgeClaim } from '../../lib/judge/judge-claim.js';
import type { Metric } from '../../lib/plan/rollout-plan.js';
import { claimOf, FAILURES, LATENCY, readingOf } from './claims.js';

function judge(claim: string, subject: string, control?: string, metric: Metric = FAILURES) {
  const series = (text: string) => [{ readings: text.split(' ').map(readingOf) }];
  return judgeClaim(claimOf(claim), metric, {
    kind: 'measured',
    subject: series(subject),
    ...(control === undefined ? {} : { control: series(control) }),
  });
}

describe('a claim with a fixed level', () => {
  it.each([
    ['failures < 2%', '0/50', 'yes'],
    ['failures < 2%', '1/51', 'yes'],
    ['failures < 2%', '1/50', 'no'],
    ['failures <= 2%', '1/50', 'yes'],
    ['failures > 5%', '5/100', 'no'],
    ['failures > 5%', '6/100', 'yes'],
    ['failures >= 5%', '5/100', 'yes'],
    ['failures = 0%', '0/10', 'yes'],
    ['failures = 0%', '1/1000', 'no'],
  ])('%s, measured %s: %s', (claim, subject, truth) => {
    expect(judge(claim, subject).truth).toBe(truth);
  });
});

describe('a claim without data', () => {
  it.each([
    'failures < 2%',
    'failures > 5%',
    'failures = 0%',
    'failures > 5% for 3 of 5 periods',
    'failures > 5% for 3m',
  ])('%s is unknown and blind when nothing arrives', (claim) => {
    const finding = judge(claim, '- - - - -');
    expect(finding).toMatchObject({ truth: 'unknown', noData: true });
  });

  it('is unknown but not blind when the source reports that nothing happened', () => {
    const finding = judge('failures < 2%', '0');
    expect(finding.truth).toBe('unknown');
    expect(finding.noData).toBeUndefined();
  });

  it('is an error, never true, when the measurement fails', () => {
    expect(
      judgeClaim(claimOf('failures < 2%'), FAILURES, { kind: 'failed', reason: 'access denied' }),
    ).toMatchObject({
      truth: 'error',
      why: 'the measurement failed: access denied',
    });
  });

  it('is unknown when the source knows no series at all', () => {
    expect(judgeClaim(claimOf('failures < 2%'), FAILURES, { kind: 'measured', subject: [] }).truth).toBe(
      'unknown',
    );
  });
});

describe('a minimum of samples', () => {
  it.each([
    ['failures < 2% with at least 50 samples', '0/49', 'unknown'],
    ['failures < 2% with at least 50 samples', '0/50', 'yes'],
    ['failures > 5% for 2m with at least 30 samples', '3/14 3/15', 'unknown'],
    ['failures > 5% for 2m with at least 30 samples', '3/15 3/15', 'yes'],
  ])('%s, measured %s: %s', (claim, subject, truth) => {
    expect(judge(claim, subject).truth).toBe(truth);
  });
});

describe('persistence', () => {
  it.each([
    ['failures > 5% for 3 of 5 periods', '9/99 0/99 9/99 0/99 9/99', 'yes'],
    ['failures > 5% for 3 of 5 periods', '9/99 0/99 0/99 0/99 9/99', 'no'],
    ['failures > 5% for 3 of 5 periods', '9/99 - - - 9/99', 'unknown'],
    ['failures > 5% for 3 of 5 periods', '0 0 0 0 0', 'unknown'],
    ['failures > 5% for 3m', '9/99 9/99 9/99', 'yes'],
    ['failures > 5% for 3m', '9/99 0/99 9/99', 'no'],
    ['failures > 5% for 3m', '9/99 0 9/99', 'yes'],
    ['failures > 5% for 3m', '0 0 9/99', 'unknown'],
    ['failures > 5% for 3m', '9/99 9/99 -', 'yes'],
  ])('%s, measured %s: %s', (claim, subject, truth) => {
    expect(judge(claim, subject).truth).toBe(truth);
  });
});

describe('a claim relative to control', () => {
  const fallsBack: Metric = { ...LATENCY, reference: { first: 'control', otherwise: 'baseline' } };

  it.each([
    ['latency <= 120% of control', '240', '200', 'yes'],
    ['latency <= 120% of control', '241', '200', 'no'],
    ['latency > 1.5x control', '301', '200', 'yes'],
    ['latency > 1.5x control', '300', '200', 'no'],
  ])('%s, measured %s against %s: %s', (claim, subject, control, truth) => {
    const finding = judge(claim, subject, control, LATENCY);
    expect(finding.truth).toBe(truth);
    expect(finding.reference).toEqual({ from: 'control', value: 200 });
  });

  it('is unknown when control is gone and the plan names nothing else', () => {
    expect(judge('latency <= 120% of control', '100', '0', LATENCY).truth).toBe('unknown');
  });

  it('falls back on the baseline when the plan says so, and says which it used', () => {
    const finding = judge('latency <= 120% of control', '239', '0', fallsBack);
    expect(finding).toMatchObject({ truth: 'yes', reference: { from: 'baseline', value: 200 } });
  });

  it.each([
    ['1/9', 'baseline'],
    ['1/10', 'control'],
  ])('takes %s of control for a comparison with the %s', (control, from) => {
    const metric: Metric = { ...FAILURES, reference: { first: 'control', otherwise: 'baseline' } };
    expect(judge('failures <= 120% of control', '0/50', control, metric).reference?.from).toBe(from);
  });
});

describe('a count', () => {
  it.each([
    ['4/5', 'higher', 'no'],
    ['5/5', 'higher', 'yes'],
    ['4/4', 'higher', 'unknown'],
    ['0/5', 'lower', 'yes'],
    ['1/2', 'lower', 'no'],
    ['0/4', 'lower', 'unknown'],
  ] as const)('5 of 5, measured %s where %s is better: %s', (subject, better, truth) => {
    expect(judge('failures = 5 of 5', subject, undefined, { ...FAILURES, better }).truth).toBe(truth);
  });
});

describe('a claim split by a dimension', () => {
  const split = (quantifier: 'any' | 'every', ...values: readonly string[]) =>
    judgeClaim(claimOf(`failures in ${quantifier} segment > 1%`), FAILURES, {
      kind: 'measured',
      subject: values.map((value, index) => ({ label: `s${String(index)}`, readings: [readingOf(value)] })),
    });

  it('holds for any value as soon as one holds, and names it', () => {
    expect(split('any', '0/100', '2/100')).toMatchObject({ truth: 'yes', label: 's1' });
  });

  it('holds for every value only when all do', () => {
    expect(split('every', '2/100', '0/100')).toMatchObject({ truth: 'no', label: 's1' });
  });

  it('is unknown for every value while one of them has no data', () => {
    expect(split('every', '2/100', '-').truth).toBe('unknown');
  });
});

it('says what was measured, against what, in the units of the metric', () => {
  expect(judge('latency <= 120% of control', '241', '200', LATENCY).why).toBe(
    '241ms of 100 against 240ms (control 200ms)',
  );
});
