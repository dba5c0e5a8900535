import { readdirSync } from 'node:fs';
import { childrenOf, ruleText, type AlarmDefinition } from '../../lib/contract/alarm-definition.js';
import { alarmsOf } from '../../lib/contract/alarm-definitions.js';
import { riseMonitors } from '../../lib/contract/rise-monitors.js';
import { heartbeatAlarm, parkedAlarm } from '../../lib/contract/standing-alarms.js';
import { planFrom, planOf, SHOP } from '../local/plan-fixture.js';
import { evaluateAlarm } from './evaluate-alarm.js';

const PLANS = ['comfyfixer', 'connection-flow', 'dark-launch', 'phoenix', 'unified-pipeline'] as const;
const plans = Object.fromEntries(PLANS.map((name) => [name, planFrom(`plans/${name}.yaml`)]));

/** The shop with these triggers. */
function shopWith(...triggers: readonly string[]) {
  return planOf(
    SHOP.replace(
      /triggers:[\s\S]*?phases:/u,
      `triggers:\n${triggers.map((one) => `  - ${one}\n`).join('')}phases:`,
    ),
  );
}

function only(when: string, then = 'pause'): AlarmDefinition {
  const [definition] = alarmsOf(shopWith(`{ name: it, when: "${when}", then: [${then}] }`));
  if (!definition) throw new Error('no definition');
  return definition;
}

function metricAlarm(when: string) {
  const definition = only(when);
  if (definition.kind !== 'alarm' || definition.alarm.kind !== 'metric')
    throw new Error(JSON.stringify(definition));
  return definition.alarm;
}

it('knows all plans', () => {
  expect(readdirSync('plans').filter((file) => file.endsWith('.yaml'))).toHaveLength(PLANS.length);
});

describe.each(PLANS)('the alarms of %s', (name) => {
  const plan = plans[name] ?? planOf('');
  const definitions = alarmsOf(plan);

  it('are one for every trigger, or a reason', () => {
    expect(definitions.map(({ trigger }) => trigger)).toEqual(plan.triggers.map((trigger) => trigger.name));
    for (const one of definitions) if (one.kind === 'none') expect(one.reason).toMatch(/^`.+`: \w/u);
  });

  it('say for people which trigger it is, how grave, and what will happen', () => {
    definitions.forEach((one, index) => {
      const trigger = plan.triggers[index];
      if (one.kind === 'none' || !trigger) return;
      const { description } = one.alarm;
      expect(description.length).toBeLessThanOrEqual(1024);
      for (const part of [
        trigger.name,
        trigger.severity ?? '',
        plan.rollout,
        ...trigger.then.map(({ text }) => text),
      ])
        expect(description).toContain(part);
    });
  });

  it('have names that CloudWatch takes, each once', () => {
    const alarms = definitions.flatMap((one) =>
      one.kind === 'none'
        ? []
        : [one.alarm, ...(one.alarm.kind === 'composite' ? childrenOf(one.alarm.rule) : [])],
    );
    expect(new Set(alarms.map((alarm) => alarm.name)).size).toBe(alarms.length);
    for (const alarm of alarms) expect(alarm.name).toMatch(/^[\w.-]{1,255}$/u);
  });

  it('never take silence for a breach', () => {
    for (const one of definitions) {
      if (one.kind === 'none') continue;
      const leaves = one.alarm.kind === 'metric' ? [one.alarm] : childrenOf(one.alarm.rule);
      for (const leaf of leaves)
        if (leaf.kind === 'metric') expect(leaf.treatMissingData).toBe('notBreaching');
    }
  });
});

it.each([
  ['comfyfixer', ['failures-alert', 'tickets-alert', 'many-failures', 'support-overload']],
  ['connection-flow', ['broken-functionality']],
  ['dark-launch', ['unhappy-users']],
  ['phoenix', ['slow', 'revolt']],
  ['unified-pipeline', []],
])('of %s only these triggers have no alarm: %j', (name, without) => {
  const plan = plans[name] ?? planOf('');
  const none = alarmsOf(plan).flatMap((one) => (one.kind === 'none' ? [one.trigger] : []));
  expect(none).toEqual(without);
});

describe('a claim', () => {
  it.each([
    ['errors > 2%', { period: 60, evaluationPeriods: 1, datapointsToAlarm: 1 }],
    ['errors > 2% over 2h', { period: 7200, evaluationPeriods: 1, datapointsToAlarm: 1 }],
    ['errors > 2% for 15m', { period: 60, evaluationPeriods: 15, datapointsToAlarm: 15 }],
    ['errors > 2% for 2 of 3 periods', { period: 60, evaluationPeriods: 3, datapointsToAlarm: 2 }],
    ['errors > 2% over 1m for 2m', { period: 60, evaluationPeriods: 2, datapointsToAlarm: 2 }],
    ['bill > $5', { period: 3600, evaluationPeriods: 1, datapointsToAlarm: 1 }],
  ])('%s is looked at like this: %j', (when, expected) => {
    expect(metricAlarm(when)).toMatchObject(expected);
  });

  it.each([
    ['errors > 2%', 'IF(value_samples >= 1, value / value_samples, 0)', 'GreaterThanThreshold', 0.02],
    [
      'errors > 2% with at least 30 requests',
      'IF(value_samples >= 30, value / value_samples, 0)',
      'GreaterThanThreshold',
      0.02,
    ],
    ['errors > 0%', 'IF(value_samples >= 1, value / value_samples, -1)', 'GreaterThanThreshold', 0],
    [
      'success <= 95%',
      'IF(value_samples >= 1, value / value_samples, 1.95)',
      'LessThanOrEqualToThreshold',
      0.95,
    ],
    ['latency >= 300ms', 'value', 'GreaterThanOrEqualToThreshold', 300],
    ['latency > 150% of baseline', 'value', 'GreaterThanThreshold', 300],
    ['similarity in canary < 95%', 'value', 'LessThanThreshold', 95],
    ['interventions > 96 over 1h', 'value * 24', 'GreaterThanThreshold', 96],
    ['worst = 12', 'IF(value == 12, 1, 0)', 'GreaterThanOrEqualToThreshold', 1],
    [
      'latency > 150% of control',
      'IF(FILL(control_samples, 0) >= 10, value - 1.5 * (control), -1)',
      'GreaterThanThreshold',
      0,
    ],
  ])('%s is %s %s %s, as it is published', (when, expression, comparison, threshold) => {
    expect(metricAlarm(when)).toMatchObject({ expression, comparison, threshold });
  });

  it('looks at the canary under the dimensions of the contract, and at everybody where there are no cohorts', () => {
    const dimensions = (when: string) =>
      metricAlarm(when).series.map((series) =>
        series.dimensions.map(({ Name, Value }) => `${Name}=${Value}`).join(),
      );
    expect(dimensions('errors > 2%')).toEqual(Array(2).fill('Rollout=shop,Cohort=canary'));
    expect(dimensions('errors in segment pro > 2%')).toEqual(
      Array(2).fill('Rollout=shop,Cohort=canary,Segment=pro'),
    );
    expect(dimensions('errors in control > 2%')).toEqual(Array(2).fill('Rollout=shop,Cohort=control'));
    expect(dimensions('probes > 2%')).toEqual(Array(2).fill('Rollout=shop'));
  });

  it('about percentiles leaves it to the plan how many samples are enough', () => {
    expect(metricAlarm('latency > 300ms with at least 20 requests')).toMatchObject({
      expression: 'IF(value_samples >= 20, value, 0)',
      lowSamplePercentile: 'evaluate',
    });
    expect(metricAlarm('errors > 2%')).not.toHaveProperty('lowSamplePercentile');
  });

  it.each([
    ['errors > 2% over phase', 'grows'],
    ['errors > 2% over 2h for 30m', 'again and again'],
    ['bill > $5 for 5m', 'less often'],
    ['complaints > 10%', 'people report'],
    ['uptime > 5', 'only the rollout itself'],
    ['similarity in any page < 95%', 'known only when they are published'],
    ['errors 3 of 5', ''],
    ['migrated = 1% over step', 'grows'],
    ['errors > 2% and task smoke done', 'only the rollout itself'],
    ['not errors > 2% for 5m', 'the opposite'],
    ['unheard > 2x baseline', ''],
  ])('`%s` has no alarm, and says why: %s', (when, why) => {
    let definition: AlarmDefinition;
    try {
      definition = only(when);
    } catch {
      // The plan itself is refused: then there is nothing to define.
      expect(why).toBe('');
      return;
    }
    expect(definition).toMatchObject({ kind: 'none', reason: expect.stringContaining(why) });
  });
});

describe('a condition of several claims', () => {
  it('is a composite over one alarm for each', () => {
    const definition = only('(errors > 1% or latency > 300ms) and probes > 1% over 5m');
    if (definition.kind !== 'alarm' || definition.alarm.kind !== 'composite') throw new Error('no composite');
    expect(ruleText(definition.alarm.rule)).toBe(
      '(ALARM("phasegate-shop-it.1") OR ALARM("phasegate-shop-it.2")) AND ALARM("phasegate-shop-it.3")',
    );
    expect(definition.alarm.description).toContain(
      '(errors > 1% or latency > 300ms) and probes > 1% over 5m',
    );
  });

  it('has one alarm for each segment, and says the claim once', () => {
    const definition = only('errors in any segment > 1%');
    if (definition.kind !== 'alarm' || definition.alarm.kind !== 'composite') throw new Error('no composite');
    expect(childrenOf(definition.alarm.rule).map(({ description }) => description)).toEqual([
      'A part of phasegate-shop-it: errors in any segment > 1%, segment testers.',
      'A part of phasegate-shop-it: errors in any segment > 1%, segment pro.',
    ]);
    expect(definition.alarm.description.split('errors in any segment')).toHaveLength(2);
  });
});

it.each([
  ['pause', false],
  ['tell release', false],
  ['task look within 1h', false],
  ['revert step after 4h', true],
  ['ask release to revert all', true],
  ['reduce to 5%', true],
  ['disable flag checkout', true],
  ['serve checkout old', true],
])('a trigger that would %s watches over rises: %s', (then, reverts) => {
  expect(only('errors > 2%', then)).toMatchObject({ reverts });
});

describe('the monitors of a rise lane', () => {
  const monitored = (count: number) => {
    const plan = shopWith(
      ...Array.from(
        { length: count },
        (_, index) => `{ name: t${String(index)}, when: errors > ${String(index + 1)}%, then: [revert all] }`,
      ),
      '{ name: quiet, when: errors > 1%, then: [pause] }',
    );
    return riseMonitors(plan, alarmsOf(plan), plan.environments[0] ?? '');
  };

  it('are the heartbeat and what lowers exposure, five at most', () => {
    expect(monitored(4).monitors.map(({ name }) => name)).toEqual([
      'phasegate-shop-heartbeat',
      ...[0, 1, 2, 3].map((index) => `phasegate-shop-t${String(index)}`),
    ]);
  });

  it('stand behind one composite when they are more', () => {
    const { monitors, watched } = monitored(5);
    expect(monitors).toHaveLength(1);
    const [composite] = monitors;
    expect(composite?.kind === 'composite' && childrenOf(composite.rule)).toEqual(watched);
    expect(watched).toHaveLength(6);
  });

  it('are those of the phases of the environment', () => {
    const plan = plans['connection-flow'] ?? planOf('');
    for (const environment of plan.environments) {
      const { watched } = riseMonitors(plan, alarmsOf(plan), environment);
      const phases = plan.phases.filter((phase) => phase.environment === environment).map(({ name }) => name);
      const names = plan.triggers
        .filter(({ during }) => during.some((phase) => phases.includes(phase)))
        .map(({ name }) => `phasegate-connection-flow-${name}`);
      for (const { name } of watched.slice(1)) expect(names).toContain(name);
    }
  });
});

describe('the alarms that every rollout has', () => {
  const plan = planOf(SHOP);
  const silent = Array<boolean | undefined>(5).fill(undefined);

  it('go off when the controller has been silent for five minutes, and not before', () => {
    const heartbeat = heartbeatAlarm(plan);
    expect(evaluateAlarm(silent, heartbeat)).toBe('ALARM');
    expect(evaluateAlarm([false, ...silent.slice(1)], heartbeat)).toBe('OK');
    expect(heartbeat).toMatchObject({ comparison: 'LessThanThreshold', threshold: 1, period: 60 });
  });

  it('go off when something is parked, and stay so while nothing is said', () => {
    expect(evaluateAlarm([true], parkedAlarm(plan))).toBe('ALARM');
    expect(evaluateAlarm([undefined], parkedAlarm(plan))).toBe('RETAIN');
  });
});
