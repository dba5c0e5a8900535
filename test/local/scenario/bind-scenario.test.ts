import { capsOf } from '../../../lib/local/scenario/caps.js';
import { keepingFigure } from '../../../lib/local/scenario/keeping-figure.js';
import { relativeToCap, worsened } from '../../../lib/local/scenario/worse.js';
import { keepsBound } from '../../../lib/plan/expressions/bound.js';
import { metricOf, planOf, scenarioOf, SHOP } from '../plan-fixture.js';

const plan = planOf(SHOP);

describe('the caps of a metric', () => {
  it.each([
    ['errors', { lowest: 0.02, highest: 0.06 }],
    ['success', { lowest: 0.95, highest: 0.95 }],
    ['cost', { lowest: 0.06, highest: 0.06 }],
    ['migrated', { lowest: 0.01, highest: 0.01 }],
    ['complaints', { lowest: 0.1, highest: 0.1 }],
    ['worst', undefined],
  ])('of %s are %j: triggers first, gates where there is none', (name, caps) => {
    expect(capsOf(plan, metricOf(plan, name), 0, false)).toEqual(caps);
  });

  it('are relative to control only while control stays well', () => {
    const latency = metricOf(plan, 'latency');
    expect(capsOf(plan, latency, 200, true)).toEqual({ lowest: 300, highest: 300 });
    expect(capsOf(plan, latency, 200, false)).toEqual({ lowest: 240, highest: 240 });
  });

  it('of a sum are per publication', () => {
    const costly = planOf(
      SHOP.replace('triggers:', 'triggers:\n  - { name: bill, when: bill > $240 over 1d, then: [pause] }'),
    );
    expect(capsOf(costly, metricOf(costly, 'bill'), 3, false)).toEqual({ lowest: 10, highest: 10 });
  });
});

describe('worse', () => {
  it.each([
    ['errors', 0.01, 5, 0.05],
    ['errors', 0.4, 5, 1],
    ['success', 0.99, 5, 0.95],
    ['success', 0.99, 200, 0],
    ['latency', 200, 3, 600],
    ['score', 4.5, 4, 3],
    ['score', 4.5, 40, 1],
  ])('is %s from %s by %s: %s', (name, value, factor, expected) => {
    expect(worsened(metricOf(plan, name), value, factor)).toBeCloseTo(expected, 10);
  });

  it.each([
    ['errors', 0.02, 1.5, 0.03],
    ['errors', 0.02, 0.8, 0.016],
    ['success', 0.95, 0.8, 0.96],
    ['errors', 0, 0.8, 0],
    ['errors', 0, 1.5, 0.15],
    ['interventions', 0, 1.5, 360],
    ['success', 1, 1.5, 0.85],
    ['success', 1, 0.8, 1],
  ])('than the cap: %s with cap %s by %s is %s', (name, cap, factor, expected) => {
    expect(relativeToCap(metricOf(plan, name), cap, factor)).toBeCloseTo(expected, 10);
  });
});

describe('a bound scenario', () => {
  it('numbers the phases that expose somebody, and takes the last where there are fewer', () => {
    const phases = [1, 2, 7].map((phase) => {
      const { metrics } = scenarioOf(
        `scenario: a\nfaults: [{ metrics: errors, phase: ${String(phase)}, strength: 5x }]`,
        plan,
      );
      return metrics.errors?.faults[0]?.from;
    });
    expect(phases).toEqual([
      { kind: 'phase', phase: 1, since: 'first rise', afterMs: 0 },
      { kind: 'phase', phase: 2, since: 'first rise', afterMs: 0 },
      { kind: 'phase', phase: 2, since: 'first rise', afterMs: 0 },
    ]);
  });

  it('counts from the entry of a phase that exposes nobody', () => {
    const { metrics } = scenarioOf(
      'scenario: a\nfaults: [{ metrics: errors, phase: prepare, after: 2h, strength: 5x }]',
      plan,
    );
    expect(metrics.errors?.faults[0]?.from).toEqual({
      kind: 'phase',
      phase: 0,
      since: 'entry',
      afterMs: 7_200_000,
    });
  });

  it('counts days from the first', () => {
    const { metrics } = scenarioOf(
      'scenario: a\nfaults: [{ metrics: errors, day: 3, after: 1h, strength: 5x }]',
      plan,
    );
    expect(metrics.errors?.faults[0]?.from).toEqual({ kind: 'rollout', afterMs: 49 * 3_600_000 });
  });

  it('lets `every` reach what has a value and a threshold, and never what the rollout knows itself', () => {
    const { metrics } = scenarioOf('scenario: a\nfaults: [{ metrics: every, strength: 150% of cap }]', plan);
    const touched = Object.values(metrics).flatMap(({ metric, faults }) =>
      faults.length > 0 ? [metric.name] : [],
    );
    expect(touched.sort()).toEqual(['complaints', 'cost', 'errors', 'latency', 'migrated', 'success']);
    expect(Object.keys(metrics)).not.toContain('uptime');
    expect(Object.keys(metrics)).not.toContain('rows');
  });

  it('never lets a fault make anything better', () => {
    const { metrics } = scenarioOf(
      'scenario: a\nmetrics: { errors: { base: 3% } }\nfaults: [{ metrics: errors, strength: 80% of cap }]',
      plan,
    );
    expect(metrics.errors?.faults[0]?.worst).toBe(0.03);
  });

  it('takes the traffic of the scenario, of the plan, or one event an hour and unit', () => {
    const quiet = planOf(SHOP.replace('  traffic: 60 requests/min\n', ''));
    expect(scenarioOf('scenario: a\ntraffic: { rate: 120/hour }', plan).traffic.perMinute).toBe(2);
    expect(scenarioOf('scenario: a', plan).traffic.perMinute).toBe(60);
    expect(scenarioOf('scenario: a', quiet).traffic.perMinute).toBeCloseTo(1000 / 60, 10);
  });

  it.each([
    ['a list of factors', `[${Array.from({ length: 24 }, (_, hour) => hour).join(', ')}]`],
    ['a swing', '{ swing: 100%, peak: 20 }'],
  ])('gives the hours of %s a mean of 1', (_, day) => {
    const { hours } = scenarioOf(`scenario: a\ntraffic: { day: ${day} }`, plan).traffic;
    expect(hours.reduce((sum, factor) => sum + factor, 0) / 24).toBeCloseTo(1, 10);
    expect(Math.min(...hours)).toBeGreaterThanOrEqual(0);
  });

  it.each(['>= 85', '> 90', '> 99', '< 5', '<= 0', '< 0', '> 0', '> 200'])(
    'has a figure that keeps the bound %s',
    (text) => {
      const [comparison = '', value] = text.split(' ');
      const bound = { comparison: comparison as '<' | '<=' | '>' | '>=', value: Number(value), text };
      expect([text, keepsBound(bound, keepingFigure(bound))]).toEqual([text, true]);
    },
  );
});
