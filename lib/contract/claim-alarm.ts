import type { Comparison } from '../plan/expressions/comparison.js';
import type { Claim } from '../plan/expressions/condition.js';
import type { Metric, RolloutPlan } from '../plan/rollout-plan.js';
import type { AlarmComparison, MetricAlarm } from './alarm-definition.js';
import { alarmWindows, type NoAlarm } from './alarm-windows.js';
import {
  expressionOf,
  figure,
  publishedLevel,
  type ExpressionOptions,
  type MetricExpression,
} from './metric-expression.js';
import { seriesOf, type MetricSeries } from './metric-series.js';
import type { Cohort } from './metric-dimensions.js';

/** What CloudWatch has to look at for one claim about one part of the audience. */
export type ClaimMath = Pick<
  MetricAlarm,
  | 'series'
  | 'expression'
  | 'period'
  | 'evaluationPeriods'
  | 'datapointsToAlarm'
  | 'comparison'
  | 'threshold'
  | 'treatMissingData'
  | 'lowSamplePercentile'
>;

/** Fewer samples of control than this are no comparison; the same number as the judge's. */
const LEAST_CONTROL_SAMPLES = 10;

/**
 * A claim as one alarm. The alarm goes off when the claim holds, and never for want of data: too few samples count as
 * a good data point, and so does a missing one. Where the claim must hold throughout a time, the alarm is stricter
 * than the judge: it wants samples in every period.
 * @param segment the part of the audience; absent = everybody of the cohort
 */
export function claimAlarm(
  claim: Claim,
  plan: RolloutPlan,
  segment: string | undefined,
): ClaimMath | NoAlarm {
  const metric = plan.metrics[claim.metric];
  if (!metric) return { reason: `the plan has no metric \`${claim.metric}\`` };
  const why = unmeasured(metric) ?? unasked(claim);
  if (why !== undefined) return { reason: `\`${claim.text}\`: ${why}` };
  const windows = alarmWindows(claim, metric, plan);
  if ('reason' in windows) return { reason: `\`${claim.text}\`: ${windows.reason}` };
  const cohort: Cohort = claim.scope.kind === 'cohort' ? claim.scope.cohort : 'canary';
  const options = (of: Cohort, id: string): ExpressionOptions => ({
    namespace: plan.namespace,
    scope: {
      rollout: plan.rollout,
      ...(metric.cohorts ? { cohort: of } : {}),
      ...(segment === undefined ? {} : { segment }),
    },
    period: windows.period,
    id,
  });
  const subject = expressionOf(metric, options(cohort, 'value'));
  const control = expressionOf(metric, options('control', 'control'));
  const compared = subject && control ? comparisonOf(claim, metric, subject, control) : undefined;
  if (!subject || !compared) {
    return { reason: `\`${claim.text}\`: there is no baseline to compare it with` };
  }
  return {
    ...windows,
    ...expressed(claim, metric, subject, compared),
    series: [...subject.series, ...compared.series],
    treatMissingData: 'notBreaching',
    ...(metric.source.kind === 'percentile' ? { lowSamplePercentile: 'evaluate' } : {}),
  };
}

function unmeasured(metric: Metric): string | undefined {
  if (metric.reportedBy !== undefined) return `people report \`${metric.name}\`, when they know it`;
  if (seriesOf(metric.source)) return undefined;
  return metric.source.kind === 'figure'
    ? `a hook says what \`${metric.name}\` is`
    : `only the rollout itself knows \`${metric.name}\``;
}

function unasked({ level, scope }: Claim): string | undefined {
  if (level.kind === 'count') return 'an alarm cannot wait for a number of good samples';
  return scope.kind === 'split' && scope.dimension !== 'segment'
    ? `which values \`${scope.dimension}\` has is known only when they are published`
    : undefined;
}

interface Compared {
  readonly value: string;
  readonly threshold: number;
  /** Further conditions for there being anything to compare. */
  readonly enough: readonly string[];
  readonly series: MetricExpression['series'];
}

function comparisonOf(
  { level }: Claim,
  metric: Metric,
  subject: MetricExpression,
  control: MetricExpression,
): Compared | undefined {
  const fixed = (threshold: number): Compared => ({
    value: subject.sampled,
    threshold: publishedLevel(metric, threshold),
    enough: [],
    series: [],
  });
  switch (level.kind) {
    case 'count':
      return undefined;
    case 'fixed':
      return fixed(level.quantity.value);
    case 'relative': {
      const { baseline } = metric;
      if (level.reference === 'baseline')
        return baseline === undefined ? undefined : fixed(level.factor * baseline);
      // A difference and not a quotient: against a control without errors a quotient says nothing.
      const excess = (reference: string): string =>
        `${subject.sampled} - ${figure(level.factor)} * (${reference})`;
      const samples = `FILL(${control.samples}, 0)`;
      const enough = `${samples} >= ${String(LEAST_CONTROL_SAMPLES)}`;
      if (metric.reference.otherwise !== 'baseline' || baseline === undefined)
        return { value: excess(control.sampled), threshold: 0, enough: [enough], series: control.series };
      const joins = seriesOf(metric.source)?.joins ?? 'total';
      const otherwise = figure(publishedLevel(metric, baseline));
      return {
        value: excess(`IF(${enough}, ${filled(control, joins)}, ${otherwise})`),
        threshold: 0,
        enough: [],
        series: control.series,
      };
    }
  }
}

/** A branch of IF that has a value at every moment: where it has none, the other branch might get lost with it. */
function filled({ sampled, samples, series }: MetricExpression, joins: MetricSeries['joins']): string {
  const id = series[0]?.id ?? '';
  if (joins !== 'quotient') return sampled.replace(id, `FILL(${id}, 0)`);
  const count = `FILL(${samples}, 0)`;
  return `FILL(${id}, 0) / IF(${count} > 0, ${count}, 1)`;
}

const COMPARISONS: Readonly<Record<Exclude<Comparison, '='>, AlarmComparison>> = {
  '<': 'LessThanThreshold',
  '<=': 'LessThanOrEqualToThreshold',
  '>': 'GreaterThanThreshold',
  '>=': 'GreaterThanOrEqualToThreshold',
};

/** The whole expression: what is compared where there are samples enough, and otherwise a value that does not breach. */
function expressed(
  claim: Claim,
  metric: Metric,
  subject: MetricExpression,
  { value, threshold, enough: further }: Compared,
): Pick<MetricAlarm, 'expression' | 'comparison' | 'threshold'> {
  const enough = [...enoughSamples(claim, metric, subject), ...further].join(' && ');
  if (claim.comparison === '=') {
    const same = `IF(${value} == ${figure(threshold)}, 1, 0)`;
    return {
      expression: enough === '' ? same : `IF(${enough}, ${same}, 0)`,
      comparison: 'GreaterThanOrEqualToThreshold',
      threshold: 1,
    };
  }
  const above = claim.comparison === '>' || claim.comparison === '>=';
  const quiet = !above ? threshold + 1 : threshold > 0 ? 0 : threshold - 1;
  return {
    expression: enough === '' ? value : `IF(${enough}, ${value}, ${figure(quiet)})`,
    comparison: COMPARISONS[claim.comparison],
    threshold,
  };
}

/** The least number of samples, as the judge asks for it; what is only added up needs none. */
function enoughSamples(
  claim: Claim,
  metric: Metric,
  { samples, series }: MetricExpression,
): readonly string[] {
  const least = claim.samples?.atLeast;
  const joins = seriesOf(metric.source)?.joins;
  if (least === undefined && joins !== 'quotient') return [];
  const wanted = String(Math.max(1, least ?? 1));
  // Of a rate every event is a sample, and so is every publication.
  const events = metric.source.kind === 'rate' ? ` || ${series[0]?.id ?? ''} >= ${wanted}` : '';
  return [events === '' ? `${samples} >= ${wanted}` : `(${samples} >= ${wanted}${events})`];
}
