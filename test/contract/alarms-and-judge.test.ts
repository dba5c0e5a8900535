import fc from '../fast-check.js';
import { readdirSync } from 'node:fs';
import { alarmsOf } from '../../lib/contract/alarm-definitions.js';
import type { SeriesScope } from '../../lib/contract/metric-dimensions.js';
import { termsOf, type Claim } from '../../lib/plan/expressions/condition.js';
import type { Metric, RolloutPlan, Trigger } from '../../lib/plan/rollout-plan.js';
import { planFrom, planOf, SHOP } from '../local/plan-fixture.js';
import { PublishedSamples } from './published-samples.js';

const MINUTE = 60_000;
const NOW = Date.UTC(2026, 11, 9, 12);
/** Parts into which the longest window of a trigger is cut; in each of them the same happens all the time. */
const PARTS = 6;

const OWN = [
  'errors > 2% for 2 of 3 periods',
  'latency > 150% of control for 5m',
  'latency > 150% of control over 5m with at least 40 requests',
  'success < 95% for 5m',
  'success <= 98% of control over 10m',
  'not errors <= 1% over 5m',
  'not (errors < 1% over 5m or latency < 200ms over 5m)',
  '(errors > 1% over 5m or latency >= 250ms over 10m) and probes > 1% over 5m',
  'errors in every segment > 2% over 5m',
  'errors in any segment > 2% over 5m with at least 30 requests',
  'not errors in any segment <= 2% over 5m',
  'errors in segment pro > 2% over 5m',
  'errors in control > 3% over 5m',
  'interventions > 100 over 1h with at least 3 calls',
  'worst = 12 over 5m',
  'bill > $4 over 3h',
  'cost > 130% of baseline over 10m',
];

const shop = planOf(
  SHOP.replace(
    /triggers:[\s\S]*?phases:/u,
    `triggers:\n${OWN.map((when, index) => `  - { name: own${String(index)}, when: "${when}", then: [pause] }`).join('\n')}\nphases:`,
  ),
);
const plans: readonly RolloutPlan[] = [
  ...readdirSync('plans')
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => planFrom(`plans/${file}`)),
  shop,
];

const cases = plans.flatMap((plan) =>
  alarmsOf(plan).flatMap((definition, index) => {
    const trigger = plan.triggers[index];
    return definition.kind === 'alarm' && trigger
      ? [{ plan, trigger, definition, name: `${plan.rollout}: ${trigger.name}` }]
      : [];
  }),
);

/** What happens in one part of the time: how much, and how far from the level that the claim names. */
interface Happening {
  readonly silent: boolean;
  readonly samples: number;
  readonly factor: number;
}

function happenings(plan: RolloutPlan, trigger: Trigger, silent: fc.Arbitrary<boolean>, least: number) {
  // Exactly at a level, rounding decides: only claims about equality are asked there.
  const equal = claimsOf(trigger).some(({ comparison }) => comparison === '=') ? [1, 1, 1] : [];
  const one = (most: number) =>
    fc.record({
      silent,
      samples: fc.integer({ min: least, max: most }),
      factor: fc.oneof(
        fc.integer({ min: 0, max: 2999 }).map((thousandths) => thousandths / 1000),
        fc.constantFrom(0, 0.2, 1.25, 10, ...equal),
      ),
    });
  const parts = { minLength: PARTS, maxLength: PARTS };
  // Some series have next to no samples while others have many: a small control is no comparison.
  const series = fc.oneof(
    { weight: 3, arbitrary: fc.array(one(2000), parts) },
    { weight: 1, arbitrary: fc.array(one(least + 2), parts) },
  );
  const { length } = scopesOf(plan, trigger);
  return fc.array(series, { minLength: length, maxLength: length });
}

interface Scoped {
  readonly metric: Metric;
  readonly scope: SeriesScope;
  readonly level: number;
}

function scopesOf(plan: RolloutPlan, trigger: Trigger): readonly Scoped[] {
  const found = new Map<string, Scoped>();
  for (const claim of claimsOf(trigger)) {
    const metric = plan.metrics[claim.metric];
    if (!metric) continue;
    const level = claim.level.kind === 'fixed' ? claim.level.quantity.value : (metric.baseline ?? 1);
    for (const segment of [undefined, ...Object.keys(plan.audience.segments)])
      for (const cohort of metric.cohorts ? (['canary', 'control'] as const) : [undefined]) {
        const scope: SeriesScope = {
          rollout: plan.rollout,
          ...(cohort === undefined ? {} : { cohort }),
          ...(segment === undefined ? {} : { segment }),
        };
        found.set(JSON.stringify([metric.name, scope]), { metric, scope, level });
      }
  }
  return [...found.values()];
}

function claimsOf(trigger: Trigger): readonly Claim[] {
  return termsOf(trigger.when).flatMap((term) => (term.kind === 'claim' ? [term] : []));
}

function published(
  plan: RolloutPlan,
  trigger: Trigger,
  all: readonly (readonly Happening[])[],
): PublishedSamples {
  const lengthMs = Math.max(
    ...claimsOf(trigger).map(({ over, hold, metric }) => {
      const every = plan.metrics[metric]?.everyMs ?? MINUTE;
      const span = over?.kind === 'trailing' ? over.ms : plan.judge.periodMs;
      return Math.max(span, every, hold?.kind === 'throughout' ? hold.ms : (hold?.of ?? 1) * MINUTE);
    }),
  );
  const parts = Math.min(PARTS, lengthMs / MINUTE);
  const samples = new PublishedSamples();
  scopesOf(plan, trigger).forEach(({ metric, scope, level }, index) => {
    for (let part = 0; part < parts; part += 1) {
      const {
        silent,
        samples: count,
        factor,
      } = all[index]?.[part] ?? { silent: true, samples: 0, factor: 0 };
      if (silent) continue;
      const at = NOW - lengthMs + Math.floor(((part + 0.5) * lengthMs) / parts / MINUTE) * MINUTE;
      const value = ((level === 0 ? 1 : level) * factor) / metric.scaling;
      const { source } = metric;
      switch (source.kind) {
        case 'ratio':
          samples.publish(source.whole, scope, { at, value: count, count: 1 });
          samples.publish(source.part, scope, { at, value: count * value, count: 1 });
          break;
        case 'rate':
          samples.publish(source.counted, scope, { at, value: Math.round(factor * count), count: 1 });
          break;
        case 'sum':
        case 'average':
        case 'min':
        case 'max':
        case 'percentile':
          samples.publish(source.metric, scope, { at, value, count });
          break;
        case 'own':
        case 'figure':
          break;
      }
    }
  });
  return samples;
}

/** Whether every minute of a time is looked at. */
function isThroughout(trigger: Trigger): boolean {
  return claimsOf(trigger).some(({ hold }) => hold?.kind === 'throughout');
}

describe.each(cases)('the alarm of $name', ({ plan, trigger, definition }) => {
  it('goes off when, and only when, the judge says that the trigger holds', () => {
    // What must hold throughout a time needs something to compare in every minute: there the alarm is stricter.
    const data = happenings(plan, trigger, fc.constant(false), isThroughout(trigger) ? 40 : 1);
    fc.assert(
      fc.property(data, (all) => {
        // Where every minute is looked at, what happens in a part happens in each of its minutes.
        const samples = isThroughout(trigger)
          ? everyMinute(plan, trigger, all)
          : published(plan, trigger, all);
        expect(samples.alarms(definition.alarm, NOW)).toBe(samples.judge(trigger.when, plan, NOW) === 'yes');
      }),
      { numRuns: 150 },
    );
  });

  it('goes off for no want of samples', () => {
    fc.assert(
      fc.property(happenings(plan, trigger, fc.boolean(), 0), (all) => {
        const samples = published(plan, trigger, all);
        const truth = samples.judge(trigger.when, plan, NOW);
        if (samples.alarms(definition.alarm, NOW)) expect(truth).toBe('yes');
      }),
      { numRuns: 150 },
    );
  });
});

function everyMinute(
  plan: RolloutPlan,
  trigger: Trigger,
  all: readonly (readonly Happening[])[],
): PublishedSamples {
  const samples = new PublishedSamples();
  const longest = Math.max(
    ...claimsOf(trigger).map(({ hold }) => (hold?.kind === 'throughout' ? hold.ms / MINUTE : 1)),
  );
  scopesOf(plan, trigger).forEach(({ metric, scope, level }, index) => {
    for (let minute = 0; minute < longest; minute += 1) {
      const { samples: count, factor } = all[index]?.[Math.floor((minute * PARTS) / longest)] ?? {
        samples: 1,
        factor: 0,
      };
      const at = NOW - (longest - minute) * MINUTE;
      const value = (level * factor) / metric.scaling;
      const { source } = metric;
      if (source.kind === 'ratio') {
        samples.publish(source.whole, scope, { at, value: count, count: 1 });
        samples.publish(source.part, scope, { at, value: count * value, count: 1 });
      } else if ('metric' in source) {
        samples.publish(source.metric, scope, { at, value, count });
      }
    }
  });
  return samples;
}

it('has alarms that can go off: for every one of them there is data that the judge says yes to', () => {
  for (const { plan, trigger, name } of cases) {
    const data = happenings(plan, trigger, fc.constant(false), 1000);
    const yes = fc.sample(data, { numRuns: 400, seed: 7 }).some((all) => {
      const samples = isThroughout(trigger) ? everyMinute(plan, trigger, all) : published(plan, trigger, all);
      return samples.judge(trigger.when, plan, NOW) === 'yes';
    });
    expect([name, yes]).toEqual([name, true]);
  }
});
