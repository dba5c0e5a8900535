import { EmbeddedEngine } from '../../lib/local/embedded-engine.js';
import { planStart } from '../../lib/plan/calendar.js';
import type { RolloutPlan } from '../../lib/plan/rollout-plan.js';
import { planOf, scenarioOf } from './plan-fixture.js';

/** One trigger or gate for each way of measuring, of comparing, and of looking at windows. */
const planJudged = (judge: string) =>
  planOf(`
rollout: kinds
starts: 2026-12-07
audience:
  { unit: user, key: userId, size: 3000, traffic: 60 requests/min, attributes: { kind: { type: text, stable: true, values: [old, young] } }, segments: { old: { where: kind is old, size: 400 } } }
flags: { search: { old: { engine: old }, new: { engine: new } } }
metrics:
  errors: { ratio: [Errors, Requests], baseline: 1% }
  latency: { p95: Latency, unit: ms, reference: control else baseline, baseline: 200ms }
  likeness: { min: Likeness, unit: "%", split: case, baseline: 99%, better: higher }
  wait: { average: Wait, unit: ms, baseline: 50ms }
  crashes: { rate: Crashes per hour, baseline: 2 }
  failures: { ratio: [Failed, Tried], census: true, baseline: 0% }
  mood: { average: Mood, unit: points, baseline: -20, better: higher, scale: [-100, 100] }
  seldom: { rate: Seldom per hour, baseline: 6, every: 10m, cohorts: false }
  complaints: { ratio: [Negative, Asked], reported: by ops, baseline: 1% }
roles: { ops: [olga@example.com] }
${judge}
triggers:
  - { name: broken, when: errors > 5% over 1h with at least 30 samples, then: [pause], resume: errors < 3% over 1h }
  - { name: slow, when: latency > 125% of control over 2h for 20m with at least 100 samples, then: [revert step after 6h] }
  - { name: unlike, when: likeness in any case < 95% over 30m, then: [tell ops] }
  - { name: waiting, when: wait > 70ms over 40m for 3 of 5 periods, then: [tell ops] }
  - { name: crashing, when: crashes > 20 over 3h, then: [tell ops] }
  - { name: in-segment, when: errors in segment old > 8% over 4h, then: [tell ops] }
  - { name: gloomy, when: mood < -20.5 over 2h, then: [tell ops] }
  - { name: quiet, when: seldom < 9 over 21m, then: [tell ops] }
  - { name: well, when: not errors > 5% over 1h for 20m, then: [tell ops] }
  - { name: unhappy, when: complaints > 10% over 3d, then: [tell ops] }
phases:
  - name: some
    steps: [{ expose: 10%, soak: 1d, go: [latency < 110% of control, failures < 2%] }]
  - name: all
    steps: [{ expose: everyone, soak: 1d, go: [errors < 2%, crashes < 10 over 6h] }]
armed: { for: 6h }
`);
const PLANS = {
  'plain thresholds': planJudged(''),
  evidence: planJudged('judge: { risk: 0.001, margin: 20% }'),
};

const FUTURES = [
  '',
  'faults: [{ metrics: every, phase: 1, after: 5h, ramp: 20h, cohort: canary, strength: 250% of highest cap }]',
  'faults: [{ metrics: [errors, latency], phase: 1, after: 9h, lasts: 3h, strength: 6x }]',
  'faults: [{ metrics: latency, phase: 2, after: 3h, cohort: canary, strength: 1.25x }]',
  'telemetry: [{ metrics: [errors], phase: 1, after: 7h, lasts: 2h }, { metrics: [latency], phase: 2, after: 7h, lasts: 2h, how: failure }]',
  'telemetry: [{ metrics: [errors], phase: 1, after: 423m, lasts: 61m, how: failure }]\nmetrics: { every: { dispersion: 0.3 } }',
] as const;

/** All that happened, and when. */
async function story(
  plan: RolloutPlan,
  future: string,
  seed: number,
  everyMinute: boolean,
): Promise<readonly string[]> {
  const told: string[] = [];
  const engine = new EmbeddedEngine({
    plan,
    planHash: 'a hash',
    scenario: scenarioOf(`scenario: any\nseed: ${String(seed)}\n${future}`, plan),
    startsAt: planStart(plan),
    patienceMs: 86_400_000,
    everyMinute,
    onTransition: ({ at, event, happenings, state }) => {
      told.push(
        [new Date(at).toISOString(), event.id, ...happenings.map(({ say }) => say), state].join(' | '),
      );
    },
  });
  await engine.run();
  return told;
}

const CASES = [
  ...FUTURES.map((future, index) => ['plain thresholds', future, index + 3] as const),
  ...[FUTURES[0], FUTURES[1], FUTURES[4]].map((future, index) => ['evidence', future, index + 3] as const),
];

it.each(CASES)(
  'looks at stretches of minutes at once and finds what each minute finds: by %s, %s, seed %i',
  async (by, future, seed) => {
    const each = await story(PLANS[by], future, seed, true);
    expect(each.length).toBeGreaterThan(10);
    expect(await story(PLANS[by], future, seed, false)).toEqual(each);
  },
);
