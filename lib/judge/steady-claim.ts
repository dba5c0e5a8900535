import type { Comparison } from '../plan/expressions/comparison.js';
import type { Claim } from '../plan/expressions/condition.js';
import type { Metric } from '../plan/rollout-plan.js';
import { best, worst, type Finding, type Truth } from './finding.js';
import { judgeClaim, LEAST_CONTROL_SAMPLES, neededSamples } from './judge-claim.js';
import type { ClaimRange, ReadingRange } from './reading-range.js';

/**
 * What a plain comparison finds in every window of a range, where that is one and the same; nothing where windows
 * may differ or not enough is known. Persistence is left to the caller: the claim is judged window by window.
 *
 * It never says what `judgeClaim` would not: bounds are compared with bounds.
 */
export function steadyTruth(claim: Claim, metric: Metric, range: ClaimRange): Finding | undefined {
  const findings: Finding[] = [];
  for (const [index, subject] of range.subject.entries()) {
    const finding = steadyWindow(claim, metric, subject, range.control?.[index]);
    if (!finding) return undefined;
    findings.push(finding);
  }
  const truths = findings.map(({ truth }) => truth);
  const every = claim.scope.kind !== 'split' || claim.scope.quantifier === 'every';
  const truth = every ? worst(truths) : best(truths);
  return findings.find((finding) => finding.truth === truth);
}

function steadyWindow(
  claim: Claim,
  metric: Metric,
  subject: ReadingRange,
  control: ReadingRange | undefined,
): Finding | undefined {
  const { hold: _hold, ...single } = claim;
  if (subject.kind === 'same') {
    const known = subject.reading.kind !== 'value' || claim.level.kind !== 'relative';
    if (known || control?.kind === 'same')
      return judgeClaim(
        single,
        metric,
        {
          kind: 'measured',
          subject: [{ readings: [subject.reading] }],
          ...(control?.kind === 'same' ? { control: [{ readings: [control.reading] }] } : {}),
        },
        'truth',
      );
  }
  const values = boundsOf(subject);
  const found = (truth: Truth): Finding => ({ text: claim.text, truth, why: '' });
  const needed = neededSamples(claim);
  if (values.most < needed && needed > 1) return found('unknown');
  if (values.fewest < Math.max(1, needed) || claim.level.kind === 'count') return undefined;
  const level = levelOf(claim, metric, control);
  if (level === 'unknown') return found('unknown');
  const holds = level && compareAll(values, claim.comparison, level);
  return holds === undefined ? undefined : found(holds ? 'yes' : 'no');
}

type Bounds = Exclude<ReadingRange, { readonly kind: 'same' }>;

function boundsOf(range: ReadingRange): Bounds {
  if (range.kind !== 'same') return range;
  const { reading } = range;
  return reading.kind === 'value' ? exactly(reading.value, reading.samples) : exactly(NaN, 0);
}

function exactly(value: number, samples: number): Bounds {
  return { kind: 'between', low: value, high: value, fewest: samples, most: samples };
}

/** What the values are compared with, and a factor on it; `unknown` where there is nothing to compare with in any window. */
interface Levels {
  readonly factor: number;
  readonly of: Bounds;
}

function levelOf(
  { level }: Claim,
  metric: Metric,
  control: ReadingRange | undefined,
): Levels | 'unknown' | undefined {
  if (level.kind === 'count') return undefined;
  if (level.kind === 'fixed') return { factor: 1, of: exactly(level.quantity.value, Infinity) };
  const { factor } = level;
  if (level.reference === 'control') {
    const of = control ? boundsOf(control) : exactly(NaN, 0);
    if (of.fewest >= LEAST_CONTROL_SAMPLES) return { factor, of };
    if (of.most >= LEAST_CONTROL_SAMPLES) return undefined;
    if (metric.reference.otherwise !== 'baseline') return 'unknown';
  }
  return metric.baseline === undefined ? 'unknown' : { factor, of: exactly(metric.baseline, Infinity) };
}

/** Whether every value compares so with every level; nothing where some do and some do not, or nobody can tell. */
function compareAll(values: Bounds, comparison: Comparison, levels: Levels): boolean | undefined {
  // Only the likelier of the two is looked for: what is about as high as it may be is seldom proven to be higher.
  const isLow = aboutOf(values) <= levels.factor * aboutOf(levels.of);
  switch (comparison) {
    case '<':
      return isLow ? proven(below(values, levels, true), true) : proven(above(values, levels, false), false);
    case '<=':
      return isLow ? proven(below(values, levels, false), true) : proven(above(values, levels, true), false);
    case '>':
      return isLow ? proven(below(values, levels, false), false) : proven(above(values, levels, true), true);
    case '>=':
      return isLow ? proven(below(values, levels, true), false) : proven(above(values, levels, false), true);
    case '=':
      if (isLow ? below(values, levels, true) : above(values, levels, true)) return false;
      return above(values, levels, false) && below(values, levels, false) ? true : undefined;
  }
}

function proven(isSo: boolean, answer: boolean): boolean | undefined {
  return isSo ? answer : undefined;
}

/** A value that is proven to be below another one by so much is less, whatever is lost to rounding. */
const CLEARLY = 1e-9;

/** Whether every value is at most (or less than) every level. */
function below(values: Bounds, { factor, of }: Levels, strictly: boolean): boolean {
  if (values.kind === 'between' && of.kind === 'between')
    return strictly ? values.high < factor * of.low : values.high <= factor * of.low;
  const limit =
    of.kind === 'between'
      ? factor * of.low
      : values.kind === 'between'
        ? values.high
        : halfway(values.about, factor * of.about);
  const isBelow = values.kind === 'between' ? values.high <= limit : values.atMost(limit * (1 - CLEARLY));
  return isBelow && (of.kind === 'between' || of.atLeast((limit / factor) * (1 + CLEARLY)));
}

/** Whether every value is at least (or more than) every level. */
function above(values: Bounds, { factor, of }: Levels, strictly: boolean): boolean {
  if (values.kind === 'between' && of.kind === 'between')
    return strictly ? values.low > factor * of.high : values.low >= factor * of.high;
  const limit =
    of.kind === 'between'
      ? factor * of.high
      : values.kind === 'between'
        ? values.low
        : halfway(values.about, factor * of.about);
  const isAbove = values.kind === 'between' ? values.low >= limit : values.atLeast(limit * (1 + CLEARLY));
  return isAbove && (of.kind === 'between' || of.atMost((limit / factor) * (1 - CLEARLY)));
}

/** Limits between two percentiles are this far apart: 2 %. */
const STEP = 0.02;

/**
 * A limit between two percentiles, so that both have the same room; in steps, because whoever is asked counts samples anew
 * for every new limit.
 */
function halfway(one: number, other: number): number {
  return Math.exp(Math.round(Math.log(one * other) / 2 / STEP) * STEP);
}

function aboutOf(bounds: Bounds): number {
  return bounds.kind === 'asked' ? bounds.about : (bounds.low + bounds.high) / 2;
}
