import { codesOf, COURSE, expectFinding } from './course-findings.js';

const step = (condition: string, rest = '') =>
  `${COURSE}judge: { risk: 0.001 }\nphases:\n  - { name: a, steps: [{ expose: 10%, soak: 1d, go: { all: [${condition}]${rest} } }, { expose: everyone }] }\n`;

describe('a gate that is judged by evidence', () => {
  it('is told how long it takes to be sure, when it has not so long', () => {
    expectFinding(
      step('^errors < 1.05%'),
      'evidence-too-late',
      'warning',
      /after a.1 about 100 users take 3d to be sure \(about 380,000 samples\), and it looks back over 1d.*soak longer/u,
    );
    expectFinding(
      step('^errors < 105% of control'),
      'evidence-too-late',
      'warning',
      /about 100 users take 3d to be sure/u,
    );
    expectFinding(step('^errors = 0% over 1m'), 'evidence-too-late', 'warning', /\(about 3,000 samples\)/u);
  });

  it.each([
    [
      'the level is what is usual',
      '^errors < 1%',
      'gate-cannot-pass',
      /usually 1%: a healthy rollout cannot/u,
    ],
    ['equal is to be better', '^errors < 100% of control', 'gate-cannot-pass', /cannot be shown/u],
    ['nothing can be so bad', '^errors < 101x control', 'gate-cannot-fail', /nothing can be so bad/u],
  ])('is refused when %s', (_, condition, code, said) => {
    expectFinding(step(condition), code, 'error', said);
  });

  it.each([
    ['time enough', 'errors < 2%'],
    ['time enough for a comparison', 'errors < 120% of control'],
    ['the margin', 'errors <= control'],
    ['an improvement that nobody can foresee', 'errors < 50% of control'],
    ['percentiles, whose noise nobody knows', 'latency < 105% of control'],
    ['exposed units themselves', 'failures < 1%'],
    ['clean samples enough', 'errors = 0%'],
  ])('is fine with %s', (_, condition) => {
    expect(codesOf(step(condition)).filter((code) => /gate-cannot|evidence/u.test(code))).toEqual([]);
  });

  it('is told when its percentile has too few samples in a period to be compared', () => {
    const of = (every: string) =>
      step('^latency < 120% of control')
        .replace('judge: { risk: 0.001 }', `judge: { risk: 0.001, every: ${every} }`)
        .replace(/^ {2}latency:.*$/mu, '  latency: { p95: Latency, unit: ms, raw: false }');
    expectFinding(
      of('1m'),
      'percentile-of-few',
      'warning',
      /after a.1 about 100 samples of the canary are in a period.*at least 527.*drop `raw: false`/u,
    );
    expect(codesOf(of('10m').replace('^', ''))).not.toContain('percentile-of-few');
  });

  it('is not looked at where plain thresholds are wanted', () => {
    expect(codesOf(step('errors < 1.05%', ', judge: fixed'))).not.toContain('evidence-too-late');
  });
});
