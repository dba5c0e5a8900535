import type { Alarm, AlarmRule, MetricAlarm } from '../../lib/contract/alarm-definition.js';
import { dimensionsOf, type Dimension, type SeriesScope } from '../../lib/contract/metric-dimensions.js';
import { seriesOf, type Statistic } from '../../lib/contract/metric-series.js';
import { joinReading } from '../../lib/runtime/join-reading.js';
import { queryFor, type Stretch } from '../../lib/judge/claim-query.js';
import type { Truth } from '../../lib/judge/finding.js';
import { judgeClaim } from '../../lib/judge/judge-claim.js';
import { judgeCondition } from '../../lib/judge/judge-condition.js';
import type { Reading } from '../../lib/judge/reading.js';
import type { Claim, Condition } from '../../lib/plan/expressions/condition.js';
import type { RolloutPlan } from '../../lib/plan/rollout-plan.js';
import { evaluateAlarm } from './evaluate-alarm.js';
import { evaluateMath, type Point } from './metric-math.js';

/** `count` samples of `value` at a moment. */
interface Samples {
  readonly at: number;
  readonly value: number;
  readonly count: number;
}

/** What an application has published: both the judge and the alarms look at it. */
export class PublishedSamples {
  readonly #series = new Map<string, Samples[]>();

  publish(name: string, scope: SeriesScope, samples: Samples): void {
    const key = keyOf(name, dimensionsOf(scope));
    this.#series.set(key, [...(this.#series.get(key) ?? []), samples]);
  }

  statistic(
    name: string,
    dimensions: readonly Dimension[],
    statistic: Statistic,
    { from, to }: Stretch,
  ): Point {
    const found = (this.#series.get(keyOf(name, dimensions)) ?? []).filter(({ at }) => from <= at && at < to);
    const count = found.reduce((sum, one) => sum + one.count, 0);
    if (count === 0) return undefined;
    const values = found.filter((one) => one.count > 0).map(({ value }) => value);
    switch (statistic) {
      case 'Sum':
        return found.reduce((sum, one) => sum + one.value * one.count, 0);
      case 'SampleCount':
        return count;
      case 'Minimum':
        return Math.min(...values);
      case 'Maximum':
        return Math.max(...values);
      default: {
        let left = (Number(statistic.slice(1)) / 100) * count;
        for (const { value, count: here } of [...found].sort((a, b) => a.value - b.value)) {
          left -= here;
          if (left <= 0) return value;
        }
        return undefined;
      }
    }
  }

  /** What the judge says about a condition at a moment. */
  judge(condition: Condition, plan: RolloutPlan, now: number): Truth {
    return judgeCondition(condition, (term) => {
      if (term.kind !== 'claim') throw new Error('only claims are measured');
      return this.#judgeClaim(term, plan, now);
    });
  }

  #judgeClaim(claim: Claim, plan: RolloutPlan, now: number) {
    const metric = plan.metrics[claim.metric];
    if (!metric) throw new Error(`no metric ${claim.metric}`);
    const query = queryFor(claim, metric, plan, { step: now, phase: now, rollout: now }, now);
    const series = seriesOf(metric.source);
    if (!series) throw new Error(`${metric.name} is not published`);
    const readingOf = (
      cohort: 'canary' | 'control' | 'all',
      segment: string | undefined,
      window: Stretch,
    ): Reading => {
      const dimensions = dimensionsOf({
        rollout: plan.rollout,
        ...(cohort === 'all' || !metric.cohorts ? {} : { cohort }),
        ...(segment === undefined ? {} : { segment }),
      });
      const every = metric.everyMs ?? 60_000;
      const stretch = { from: Math.min(window.from, window.to - every), to: window.to };
      const [value, samples] = [series.value, series.samples].map(({ metricName, statistic }) =>
        this.statistic(metricName, dimensions, statistic, stretch),
      );
      return joinReading(metric, series, [
        {
          value: value ?? 0,
          samples: samples ?? 0,
          hasValue: value !== undefined,
          hasSamples: samples !== undefined,
          periodMs: stretch.to - stretch.from,
        },
      ]);
    };
    const segments = query.split === 'segment' ? Object.keys(plan.audience.segments) : [query.segment];
    const of = (cohort: 'canary' | 'control' | 'all') =>
      segments.map((segment) => ({
        readings: query.windows.map((window) => readingOf(cohort, segment, window)),
      }));
    return judgeClaim(claim, metric, {
      kind: 'measured',
      subject: of(query.cohort),
      ...(query.withControl ? { control: of('control') } : {}),
    });
  }

  /** Whether an alarm is in ALARM at a moment. */
  alarms(alarm: Alarm, now: number): boolean {
    return alarm.kind === 'metric' ? this.#metricAlarm(alarm, now) : this.#rule(alarm.rule, now);
  }

  #rule(rule: AlarmRule, now: number): boolean {
    switch (rule.kind) {
      case 'alarm':
        return this.alarms(rule.alarm, now);
      case 'all':
        return rule.of.every((inner) => this.#rule(inner, now));
      case 'any':
        return rule.of.some((inner) => this.#rule(inner, now));
    }
  }

  #metricAlarm(alarm: MetricAlarm, now: number): boolean {
    const points = Array.from({ length: alarm.evaluationPeriods }, (_, index) => {
      const to = now - (alarm.evaluationPeriods - 1 - index) * alarm.period * 1000;
      const window = { from: to - alarm.period * 1000, to };
      const series = alarm.series.map(({ id, metricName, dimensions, statistic }): [string, Point] => [
        id,
        this.statistic(metricName, dimensions, statistic, window),
      ]);
      const value = evaluateMath(alarm.expression, Object.fromEntries(series));
      return value === undefined ? undefined : breaches(value, alarm);
    });
    return evaluateAlarm(points, alarm) === 'ALARM';
  }
}

function breaches(value: number, { comparison, threshold }: MetricAlarm): boolean {
  switch (comparison) {
    case 'GreaterThanThreshold':
      return value > threshold;
    case 'GreaterThanOrEqualToThreshold':
      return value >= threshold;
    case 'LessThanThreshold':
      return value < threshold;
    case 'LessThanOrEqualToThreshold':
      return value <= threshold;
  }
}

function keyOf(name: string, dimensions: readonly Dimension[]): string {
  return JSON.stringify([name, dimensions]);
}
