import { EmbeddedEngine } from '../../lib/local/embedded-engine.js';
import { planStart } from '../../lib/plan/calendar.js';
import { proportion } from '../../lib/rehearsal/proportion.js';
import { Rehearsal, type RehearsalJob } from '../../lib/rehearsal/rehearsal.js';
import { planOf, scenarioOf } from '../local/plan-fixture.js';

const DAY = 86_400_000;

function jobOf(text: string, scenario = '', only?: RehearsalJob['only']): RehearsalJob {
  const plan = planOf(text);
  return {
    plan,
    base: scenarioOf(`scenario: base\n${scenario}`, plan),
    startsAt: planStart(plan),
    seed: 9,
    patienceMs: 2 * DAY,
    ...(only ? { only } : {}),
  };
}

const GATE = `
rollout: gated
starts: 2026-12-07
audience: { unit: user, key: userId, size: 12, traffic: 10 requests/min }
flags: { search: { old: { engine: old }, new: { engine: new } } }
metrics: { failures: { ratio: [Failed, Tried], census: true, baseline: 5% } }
roles: { ops: [olga@example.com] }
phases:
  - { name: only, steps: [{ expose: everyone, soak: 1h, go: [failures = 0%] }] }
armed: { for: 1h }
`;

it('passes a gate as often as the closed form says: no failure among twelve users who fail one time in twenty', async () => {
  const rehearsal = await Rehearsal.of(jobOf(GATE, '', { kind: 'healthy' }));
  const runs = 300;
  let completed = 0;
  for (let run = 0; run < runs; run += 1)
    if ((await rehearsal.run(run)).outcome === 'completed') completed += 1;
  const { low, high } = proportion(completed, runs);
  const expected = 0.95 ** 12;
  expect(low).toBeLessThan(expected);
  expect(high).toBeGreaterThan(expected);
  expect(high - low).toBeLessThan(0.13);
});

const SHOP = `
rollout: shop
starts: 2026-12-07
audience: { unit: user, key: userId, size: 2000, traffic: 300 requests/min }
flags: { search: { old: { engine: old }, new: { engine: new } } }
metrics:
  errors: { ratio: [Errors, Requests], baseline: 1% }
  latency: { p95: Latency, unit: ms, reference: control else baseline, baseline: 200ms }
  happiness: { average: Happiness, reported: by ops, baseline: 5, better: higher }
roles: { ops: [olga@example.com], boss: [bob@example.com] }
digests: [{ name: hourly, to: ops, by: slack, every: hourly, say: News }]
triggers:
  - { name: broken, when: errors > 5% over 30m with at least 30 samples, then: [revert all] }
phases:
  - name: some
    enter: { signOff: boss }
    steps: [{ expose: 10%, soak: 12h, go: [errors < 3% over 6h] }]
  - name: all
    window: 02:00-04:00
    steps: [{ expose: everyone, soak: 1d, go: [latency < 150% of control over 6h] }]
armed: { for: 1d }
success: [happiness > 4]
`;

it('says who caught a fault, after how long, and whom it had reached', async () => {
  const rehearsal = await Rehearsal.of(jobOf(SHOP, '', { kind: 'fault', fault: 'errors' }));
  let strong = 0;
  for (let run = 0; run < 36; run += 1) {
    const { future, onsetAt, caught, reverted, reached, outcome } = await rehearsal.run(run);
    const { course } = future;
    if (
      course.kind !== 'fault' ||
      course.strength < 10 ||
      course.onset === 'growing' ||
      onsetAt === undefined
    )
      continue;
    strong += 1;
    expect(outcome).toBe('reverted');
    expect(caught).toMatchObject({ by: 'trigger broken', does: 'reverts' });
    // Ten times 1 % of 5 % over half an hour is seen when about half of the window is bad.
    expect(caught?.at).toBeLessThan(onsetAt + 30 * 60_000);
    expect(reverted?.decidedAt).toBe(caught?.at);
    expect(reverted?.backAt).toBeLessThan((reverted?.decidedAt ?? 0) + 10 * 60_000);
    // About a tenth of 2,000 in the first phase, and all of them in the second.
    if (course.phase === 0) expect(Math.abs(reached - 200)).toBeLessThan(40);
    else expect(reached).toBe(2000);
  }
  expect(strong).toBeGreaterThan(1);
});

it('tells the story that the whole plan tells, with its evidence', async () => {
  const job = jobOf(SHOP);
  const rehearsal = await Rehearsal.of(job);
  for (const run of [0, 1, 6, 11, 15, 19]) {
    const record = await rehearsal.run(run);
    const engine = new EmbeddedEngine({
      plan: job.plan,
      planHash: 'a hash',
      scenario: rehearsal.scenario(run),
      startsAt: job.startsAt,
      patienceMs: job.patienceMs,
    });
    const { outcome, state } = await engine.run();
    expect({ run, outcome, completedAt: record.completedAt, timings: record.reverted?.decidedAt }).toEqual({
      run,
      outcome: record.outcome,
      completedAt: state.times.completedAt,
      timings: state.timings[0]?.decidedAt,
    });
  }
});

it('waits for whoever does not come, and says so', async () => {
  const rehearsal = await Rehearsal.of(jobOf(SHOP));
  const absent = Array.from({ length: 400 }, (_, run) => rehearsal.future(run)).find(
    ({ course }) => course.kind === 'people' && course.how === 'absent' && course.role === 'boss',
  );
  const record = await rehearsal.run(absent?.run ?? -1);
  expect(record.outcome).toBe('stopped');
  expect(record.waited.people).toBeGreaterThanOrEqual(DAY);
});
