import { expressionOf, figure, inPlanUnits, publishedLevel } from '../../lib/contract/metric-expression.js';
import { trimmedCount } from '../../lib/contract/metric-series.js';
import { metricOf, planOf, SHOP } from '../local/plan-fixture.js';
import { evaluateMath, type Point } from './metric-math.js';

const plan = planOf(SHOP);
const options = { namespace: plan.namespace, scope: { rollout: 'shop' }, period: 300 };

function expression(name: string) {
  const found = expressionOf(metricOf(plan, name), options);
  if (!found) throw new Error(`${name} has no expression`);
  return found;
}

it.each<[string, Point, Point, Point]>([
  ['errors', 3, 300, 1],
  ['errors', 0, 0, undefined],
  ['errors', undefined, 300, undefined],
  ['latency', 180, 20, 180],
  ['similarity', 97, 5, 97],
  ['cost', 1, 20, 0.05],
  ['interventions', 2, 5, 576],
  ['bill', 7, 1, 7],
])('%s of %s with %s samples is %s for people', (name, value, value_samples, expected) => {
  const shown = evaluateMath(inPlanUnits(metricOf(plan, name), expression(name).value), {
    value,
    value_samples,
  });
  if (expected === undefined) expect(shown).toBeUndefined();
  else expect(shown).toBeCloseTo(expected, 12);
});

it.each([
  ['errors', ['Errors Sum', 'Requests Sum']],
  ['latency', ['Latency p95', 'Latency SampleCount']],
  ['similarity', ['Similarity Minimum', 'Similarity SampleCount']],
  ['worst', ['Steps Maximum', 'Steps SampleCount']],
  ['cost', ['Cost Sum', 'Cost SampleCount']],
  ['bill', ['Bill Sum', 'Bill SampleCount']],
])('%s needs %j', (name, series) => {
  expect(expression(name).series.map(({ metricName, statistic }) => `${metricName} ${statistic}`)).toEqual(
    series,
  );
});

it('has nothing for what the rollout knows itself', () => {
  expect(expressionOf(metricOf(plan, 'uptime'), options)).toBeUndefined();
});

it('turns levels into the unit in which values are published', () => {
  expect(publishedLevel(metricOf(plan, 'similarity'), 0.95)).toBe(95);
  expect(publishedLevel(metricOf(plan, 'latency'), 300)).toBe(300);
  expect(publishedLevel({ ...metricOf(plan, 'latency'), scaling: 1000 }, 300)).toBe(0.3);
});

it.each([
  [0.1, '0.1'],
  [1e-7, '0.0000001'],
  [-2.5e-8, '-0.000000025'],
  [1e15, '1000000000000000'],
])('writes %s without an exponent: %s', (value, text) => {
  expect(figure(value)).toBe(text);
});

it('counts samples above a limit by a trimmed count', () => {
  expect(trimmedCount(250)).toBe('TC(250:)');
});
