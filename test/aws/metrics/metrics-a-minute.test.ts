import { metricsAMinute } from '../../../lib/aws/metrics/metrics-a-minute.js';
import { planFrom, planOf } from '../../local/plan-fixture.js';

const HEAD = `rollout: small
audience: { unit: user, key: userId, size: 1000, traffic: 1000 requests/min, segments: { eu: { where: region is eu }, us: { where: region is us } } }
flags: { alpha: {} }
metrics:
  errors: { ratio: [Errors, Requests], split: page, baseline: 1% }
  latency: { p95: Latency, unit: ms, baseline: 100ms }
  asked: { ratio: [Good, Asked], reported: by support, baseline: 90%, better: higher }
roles: { support: [sam] }
`;
const PHASES = 'phases: [{ name: a, steps: [{ expose: 10%, soak: 1d }, { expose: everyone }] }]';
const trigger = (when: string, rest = '') =>
  planOf(`${HEAD}triggers: [{ when: "${when}", then: [pause] }]\n${rest}${PHASES}\n`);

it.each([
  // Value and samples.
  ['errors > 2%', 2],
  ['errors > 2% over 1h', 2],
  ['errors > 120% of control', 4],
  ['errors > 2% and latency > 200ms', 4],
  ['errors in segment eu > 2%', 2],
  ['errors in any segment > 2%', 4],
  // One value of the dimension.
  ['errors in any page > 2%', 2],
  ['asked < 50%', 0],
])('the trigger `%s` requests %i metrics a minute', async (when, count) => {
  expect((await metricsAMinute(trigger(when))).metricsAMinute).toBe(count);
});

it('windows of a percentile that do not change any more are requested once', async () => {
  // Four windows that end two to five minutes ago, of canary and control, with their samples.
  const { metricsAMinute: count } = await metricsAMinute(
    trigger('latency > 120% of control over 4h for 30m'),
  );
  expect(count).toBe(16);
});

it('what evidence asks for when it begins is no part of a month', async () => {
  const { metricsAMinute: count } = await metricsAMinute(
    trigger('errors > 120% of control', 'judge: { risk: 0.001 }\n'),
  );
  expect(count).toBeLessThanOrEqual(6);
});

it('tells the step at which most is requested', async () => {
  const looks = await metricsAMinute(planFrom('plans/phoenix.yaml'));
  expect(looks.at).toBe('at gradual.1');
  expect(looks.metricsAMinute).toBeGreaterThan(18);
});
