import type { Claim, Comparison } from '../plan/expressions/condition.js';
import { sayQuantity } from '../plan/expressions/amounts.js';
import type { Metric } from '../plan/rollout-plan.js';
import { best, worst, type Finding, type Truth } from './finding.js';
import type { ClaimData, Reading, Series } from './reading.js';

/** What one window says about a claim. */
interface WindowFinding {
  readonly truth: Truth;
  readonly noData: boolean;
  readonly value?: number;
  readonly samples: number;
  readonly level?: number;
  readonly reference?: Finding['reference'];
}

/**
 * Compares what was measured with what the plan claims. This is the one place where measurements become truth: a
 * plain comparison of each window with its level; persistence over windows; nothing is ever true without samples.
 * @param words whether the finding says why, in a sentence for people; most minutes need none
 */
export function judgeClaim(claim: Claim, metric: Metric, data: ClaimData, words = true): Finding {
  if (data.kind === 'failed') {
    return { text: claim.text, truth: 'error', why: `the measurement failed: ${data.reason}` };
  }
  if (data.subject.length === 0) return { text: claim.text, truth: 'unknown', noData: true, why: 'no data' };
  const findings = data.subject.map((series, index) =>
    judgeSeries(claim, metric, series, data.control?.[index], words),
  );
  const every = claim.scope.kind !== 'split' || claim.scope.quantifier === 'every';
  const truth = every
    ? worst(findings.map((finding) => finding.truth))
    : best(findings.map((finding) => finding.truth));
  return (
    findings.find((finding) => finding.truth === truth) ?? {
      text: claim.text,
      truth: 'unknown',
      why: 'no data',
    }
  );
}

function judgeSeries(
  claim: Claim,
  metric: Metric,
  subject: Series,
  control: Series | undefined,
  words: boolean,
): Finding {
  const windows = subject.readings.map((reading, index) =>
    judgeWindow(claim, metric, reading, control?.readings[index]),
  );
  const newest = windows.at(-1) ?? { truth: 'unknown' as const, noData: true, samples: 0 };
  const truth = persist(claim, windows);
  const blind = windows.every((window) => window.noData);
  const needed = neededSamples(claim);
  const samples = windows.reduce((sum, window) => sum + window.samples, 0);
  return {
    text: claim.text,
    truth,
    ...(truth === 'unknown' && blind ? { noData: true as const } : {}),
    ...(newest.value === undefined ? {} : { value: newest.value }),
    samples,
    ...(needed > 1 ? { needed } : {}),
    ...(newest.level === undefined ? {} : { level: newest.level }),
    ...(newest.reference ? { reference: newest.reference } : {}),
    ...(subject.label === undefined ? {} : { label: subject.label }),
    why: words ? sayWhy(metric, { ...newest, samples }, needed, claim) : '',
  };
}

/**
 * Persistence: in every window, or in M of N. A window without samples shows nothing either way; "in every window"
 * needs samples in at least half of them.
 */
function persist(claim: Claim, windows: readonly WindowFinding[]): Truth {
  if (windows.some((window) => window.truth === 'error')) return 'error';
  const samples = windows.reduce((sum, window) => sum + window.samples, 0);
  if (claim.level.kind !== 'count' && samples < neededSamples(claim)) return 'unknown';
  if (!claim.hold) return windows.at(-1)?.truth ?? 'unknown';
  const yes = windows.filter((window) => window.truth === 'yes').length;
  const no = windows.filter((window) => window.truth === 'no').length;
  if (claim.hold.kind === 'periods') {
    if (yes >= claim.hold.atLeast) return 'yes';
    return no > 0 ? 'no' : 'unknown';
  }
  if (no > 0) return 'no';
  return yes * 2 >= windows.length && yes > 0 ? 'yes' : 'unknown';
}

function judgeWindow(
  claim: Claim,
  metric: Metric,
  reading: Reading,
  control: Reading | undefined,
): WindowFinding {
  if (reading.kind === 'missing') return { truth: 'unknown', noData: true, samples: 0 };
  if (reading.kind === 'empty') return { truth: 'unknown', noData: false, samples: 0 };
  const { value, samples } = reading;
  if (claim.level.kind === 'count') return judgeCount(claim, metric, reading);
  if (samples < 1) return { truth: 'unknown', noData: false, samples };
  const level = levelOf(claim, metric, control);
  if (level.value === undefined) return { truth: 'unknown', noData: false, value, samples };
  return {
    truth: compare(value, claim.comparison, level.value) ? 'yes' : 'no',
    noData: false,
    value,
    samples,
    level: level.value,
    ...(level.reference ? { reference: level.reference } : {}),
  };
}

/** `A of B`: at least B samples, at least A of them good. Decided early only when A can no longer be reached. */
function judgeCount(
  claim: Claim,
  metric: Metric,
  reading: Reading & { readonly kind: 'value' },
): WindowFinding {
  if (claim.level.kind !== 'count') throw new Error('a count was expected');
  const { good, of } = claim.level;
  const part = reading.part ?? 0;
  const goodSamples = metric.better === 'higher' ? part : reading.samples - part;
  const bad = reading.samples - goodSamples;
  const base = { noData: false, value: reading.value, samples: reading.samples };
  if (bad > of - good) return { ...base, truth: 'no' };
  return { ...base, truth: reading.samples >= of && goodSamples >= good ? 'yes' : 'unknown' };
}

interface LevelFound {
  readonly value?: number;
  readonly reference?: NonNullable<Finding['reference']>;
}

/** Fewer samples of control than this are no comparison: the claim falls back on the baseline where the plan allows it. */
const LEAST_CONTROL_SAMPLES = 10;

function levelOf(claim: Claim, metric: Metric, control: Reading | undefined): LevelFound {
  const { level } = claim;
  if (level.kind === 'fixed') return { value: level.quantity.value };
  if (level.kind === 'count') return {};
  const useControl =
    level.reference === 'control' && control?.kind === 'value' && control.samples >= LEAST_CONTROL_SAMPLES;
  if (useControl) return relative(level.factor, 'control', control.value);
  const mayFallBack = level.reference === 'baseline' || metric.reference.otherwise === 'baseline';
  return mayFallBack && metric.baseline !== undefined
    ? relative(level.factor, 'baseline', metric.baseline)
    : {};
}

function relative(factor: number, from: 'control' | 'baseline', value: number): LevelFound {
  return { value: factor * value, reference: { from, value } };
}

function neededSamples(claim: Claim): number {
  return claim.samples?.atLeast ?? (claim.level.kind === 'count' ? claim.level.of : 1);
}

function compare(value: number, comparison: Comparison, level: number): boolean {
  switch (comparison) {
    case '<':
      return value < level;
    case '<=':
      return value <= level;
    case '>':
      return value > level;
    case '>=':
      return value >= level;
    case '=':
      return value === level;
  }
}

function sayWhy(metric: Metric, window: WindowFinding, needed: number, claim: Claim): string {
  if (window.noData) return 'no data';
  if (window.value === undefined) return 'nothing happened yet';
  const value = `${sayQuantity({ value: window.value, unit: metric.unit })} of ${String(window.samples)}`;
  if (window.samples < needed) return `${value}, and it takes ${String(needed)} samples`;
  if (claim.level.kind === 'count') return value;
  if (window.level === undefined)
    return `${value}, and there is nothing to compare it with: control has too few samples`;
  const level = sayQuantity({ value: window.level, unit: metric.unit });
  const from = window.reference
    ? ` (${window.reference.from} ${sayQuantity({ value: window.reference.value, unit: metric.unit })})`
    : '';
  return `${value} against ${level}${from}`;
}
