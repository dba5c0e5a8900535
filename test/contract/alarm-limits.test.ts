import { readdirSync, readFileSync } from 'node:fs';
import type { AlarmRule, MetricAlarm } from '../../lib/contract/alarm-definition.js';
import { alarmsOf } from '../../lib/contract/alarm-definitions.js';
import { checkAlarms } from '../../lib/contract/alarm-limits.js';
import { heartbeatAlarm } from '../../lib/contract/standing-alarms.js';
import { readPlan } from '../../lib/plan/read-plan.js';
import { metricOf, planFrom, planOf, SHOP } from '../local/plan-fixture.js';

const plan = planOf(SHOP);

function codesFor(alarm: Partial<MetricAlarm>): readonly string[] {
  const definition = {
    kind: 'alarm',
    trigger: 'mild',
    alarm: { ...heartbeatAlarm(plan), name: 'it', ...alarm },
    reverts: false,
    source: ['triggers', 0, 'when'],
  } as const;
  return checkAlarms(plan, [definition]).map(({ code }) => code);
}

it.each(readdirSync('plans').filter((file) => file.endsWith('.yaml')))(
  '%s keeps the limits of CloudWatch',
  (file) => {
    const own = planFrom(`plans/${file}`);
    expect(checkAlarms(own, alarmsOf(own))).toEqual([]);
  },
);

it.each([
  [10, 1, []],
  [20, 1, []],
  [30, 1, []],
  [40, 1, ['alarm-period']],
  [60, 1, []],
  [90, 1, ['alarm-period']],
  [120, 1, []],
  [60, 1440, []],
  [60, 1441, ['alarm-window']],
  [3540, 25, ['alarm-window']],
  [3600, 168, []],
  [3600, 169, ['alarm-window']],
  [604_800, 1, []],
  [604_860, 1, ['alarm-window']],
])('an alarm over %s s, %s times, has these problems: %j', (period, evaluationPeriods, codes) => {
  expect(codesFor({ period, evaluationPeriods })).toEqual(codes);
});

it.each([
  [10, []],
  [11, ['alarm-metrics']],
])('an alarm over %s series has these problems: %j', (count, codes) => {
  const [series] = heartbeatAlarm(plan).series;
  expect(
    codesFor({ series: Array.from({ length: count }, () => series).flatMap((one) => one ?? []) }),
  ).toEqual(codes);
});

it.each([
  [255, []],
  [256, ['alarm-name']],
])('a name of %s characters has these problems: %j', (length, codes) => {
  expect(codesFor({ name: 'n'.repeat(length) })).toEqual(codes);
});

it.each([
  [2048, []],
  [2049, ['alarm-expression']],
])('an expression of %s characters has these problems: %j', (length, codes) => {
  expect(codesFor({ expression: 'e'.repeat(length) })).toEqual(codes);
});

it.each([
  ['Shop/Checkout.v2_#1-a:b', []],
  ['n'.repeat(255), []],
  ['n'.repeat(256), ['metric-namespace']],
  ['Shop checkout', ['metric-namespace']],
  ['Käufe', ['metric-namespace']],
  [':shop', ['metric-namespace']],
  ['AWS/Shop', ['metric-namespace']],
])('the namespace %s has these problems: %j', (namespace, codes) => {
  expect(checkAlarms({ ...plan, namespace }, []).map(({ code }) => code)).toEqual(codes);
});

it.each([
  [1250, []],
  [1251, ['dashboard-metrics']],
])('a dashboard of %s metrics of two series has these problems: %j', (count, codes) => {
  const metric = { ...metricOf(plan, 'errors'), cohorts: false };
  const metrics = Object.fromEntries(
    Array.from({ length: count }, (_, index) => [`m${String(index)}`, metric]),
  );
  expect(checkAlarms({ ...plan, metrics }, []).map(({ code }) => code)).toEqual(codes);
});

it.each([
  [100, 10, []],
  [101, 10, ['alarm-children']],
  // ALARM("…") and OR take 13 characters of each child but the last.
  [80, 115, []],
  [80, 116, ['alarm-rule']],
])(
  'a composite over %s alarms with names of %s characters has these problems: %j',
  (count, length, codes) => {
    const of = Array.from({ length: count }, (_, index): AlarmRule => ({
      kind: 'alarm',
      alarm: { ...heartbeatAlarm(plan), name: String(index).padStart(length, 'n') },
    }));
    const definition = {
      kind: 'alarm',
      trigger: 'mild',
      alarm: {
        kind: 'composite',
        name: 'it',
        description: '',
        rule: { kind: 'any', of },
        source: ['triggers', 0],
      },
      reverts: false,
      source: ['triggers', 0],
    } as const;
    expect(checkAlarms(plan, [definition]).map(({ code }) => code)).toEqual(codes);
  },
);

it('names the line of the trigger in the plan, what was found, what is allowed, and what to do', () => {
  const text = SHOP.replace('errors > 2% for 2 of 3 periods', 'errors > 2% over 8d');
  const read = readPlan('shop.yaml', text, (file) => readFileSync(file, 'utf8'));
  if (!read.plan) throw new Error(JSON.stringify(read.problems));
  const problems = checkAlarms(read.plan, alarmsOf(read.plan)).map(read.locate);
  const line = text.split('\n').findIndex((one) => one.includes('over 8d')) + 1;
  expect(problems).toEqual([
    expect.objectContaining({
      severity: 'error',
      file: 'shop.yaml',
      line,
      found: 'an alarm that looks back over 8d',
      allowed: '7d: a limit of CloudWatch',
      advice: expect.stringContaining('shorter'),
    }),
  ]);
});
