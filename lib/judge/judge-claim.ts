import type { Comparison } from '../plan/expressions/comparison.js';
import type { Claim } from '../plan/expressions/condition.js';
import { sayCount, sayMeasured, sayQuantity } from '../plan/expressions/amounts.js';
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

/** How much a finding says. */
export type Detail = 'truth' | 'figures' | 'sentence';

/**
 * Compares what was measured with what the plan claims. This is the one place where measurements become truth: a
 * plain comparison of each window with its level; persistence over windows; nothing is ever true without samples.
 * @param detail what the finding says besides its truth: the figures, and a sentence for people; most minutes need none
 */
export function judgeClaim(
  claim: Claim,
  metric: Metric,
  data: ClaimData,
  detail: Detail = 'sentence',
): Finding {
  if (data.kind === 'failed') {
    return { text: claim.text, truth: 'error', why: `the measurement failed: ${data.reason}` };
  }
  if (data.subject.length === 0) return { text: claim.text, truth: 'unknown', noData: true, why: 'no data' };
  const findings = data.subject.map((series, index) =>
    judgeSeries(claim, metric, series, data.control?.[index], detail),
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
  detail: Detail,
): Finding {
  const seen: Tally = { windows: 0, yes: 0, no: 0, silent: 0, samples: 0 };
  let newest: WindowFinding = { truth: 'unknown', noData: true, samples: 0 };
  for (let index = 0; index < subject.readings.length; index += 1) {
    const reading = subject.readings[index];
    if (!reading) continue;
    newest = judgeWindow(claim, metric, reading, control?.readings[index]);
    seen.windows += 1;
    // Spans overlap: samples of one are not added to those of another.
    seen.samples = claim.over ? newest.samples : seen.samples + newest.samples;
    if (newest.truth === 'yes') seen.yes += 1;
    else if (newest.truth === 'no') seen.no += 1;
    if (newest.noData) seen.silent += 1;
  }
  const truth = persist(claim, seen, newest);
  const silent = truth === 'unknown' && seen.silent === seen.windows;
  if (detail === 'truth')
    return silent ? { text: claim.text, truth, noData: true, why: '' } : { text: claim.text, truth, why: '' };
  const needed = neededSamples(claim);
  return {
    text: claim.text,
    truth,
    ...(silent ? { noData: true as const } : {}),
    ...(newest.value === undefined ? {} : { value: newest.value }),
    samples: seen.samples,
    ...(needed > 1 ? { needed } : {}),
    ...(newest.level === undefined ? {} : { level: newest.level }),
    ...(newest.reference ? { reference: newest.reference } : {}),
    ...(subject.label === undefined ? {} : { label: subject.label }),
    why: detail === 'figures' ? '' : sayWhy(metric, { ...newest, samples: seen.samples }, needed, claim),
  };
}

/** What the windows of a claim say together. */
interface Tally {
  windows: number;
  yes: number;
  no: number;
  /** Windows in which nothing arrived. */
  silent: number;
  samples: number;
}

/**
 * Persistence: in every window, or in M of N. A window without samples shows nothing either way; "in every window"
 * needs samples in at least half of them. The least number of samples is that of each span, or of all periods together.
 */
function persist(claim: Claim, seen: Readonly<Tally>, newest: WindowFinding): Truth {
  if (claim.level.kind !== 'count' && claim.over === undefined && seen.samples < neededSamples(claim))
    return 'unknown';
  if (!claim.hold) return newest.truth;
  if (claim.hold.kind === 'periods') {
    if (seen.yes >= claim.hold.atLeast) return 'yes';
    return seen.no > 0 ? 'no' : 'unknown';
  }
  if (seen.no > 0) return 'no';
  return seen.yes * 2 >= seen.windows && seen.yes > 0 ? 'yes' : 'unknown';
}

function judgeWindow(
  claim: Claim,
  metric: Metric,
  reading: Reading,
  control: Reading | undefined,
): WindowFinding {
  if (reading.kind === 'missing') return SILENT;
  if (reading.kind === 'empty') return EMPTY;
  const { value, samples } = reading;
  if (claim.level.kind === 'count') return judgeCount(claim, metric, reading);
  if (samples < 1) return EMPTY;
  if (claim.over !== undefined && samples < neededSamples(claim))
    return { truth: 'unknown', noData: false, value, samples };
  if (claim.level.kind === 'fixed') {
    const level = claim.level.quantity.value;
    return {
      truth: compare(value, claim.comparison, level) ? 'yes' : 'no',
      noData: false,
      value,
      samples,
      level,
    };
  }
  const reference = referenceOf(claim, metric, control);
  if (!reference) return { truth: 'unknown', noData: false, value, samples };
  const level = claim.level.factor * reference.value;
  return {
    truth: compare(value, claim.comparison, level) ? 'yes' : 'no',
    noData: false,
    value,
    samples,
    level,
    reference,
  };
}

const SILENT: WindowFinding = { truth: 'unknown', noData: true, samples: 0 };
const EMPTY: WindowFinding = { truth: 'unknown', noData: false, samples: 0 };

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

/** Fewer samples of control than this are no comparison: the claim falls back on the baseline where the plan allows it. */
export const LEAST_CONTROL_SAMPLES = 10;

/** What a relative claim compares with; nothing when control is too small and the plan names nothing else. */
function referenceOf(claim: Claim, metric: Metric, control: Reading | undefined): Finding['reference'] {
  if (claim.level.kind !== 'relative') return undefined;
  const wantsControl = claim.level.reference === 'control';
  if (wantsControl && control?.kind === 'value' && control.samples >= LEAST_CONTROL_SAMPLES)
    return { from: 'control', value: control.value };
  const mayFallBack = !wantsControl || metric.reference.otherwise === 'baseline';
  return mayFallBack && metric.baseline !== undefined
    ? { from: 'baseline', value: metric.baseline }
    : undefined;
}

/** The samples without which a claim says nothing. */
export function neededSamples(claim: Claim): number {
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
  const { unit } = metric;
  const value = `${sayMeasured({ value: window.value, unit }, window.level)} of ${sayCount(window.samples)}`;
  if (window.samples < needed) return `${value}, and it takes ${sayCount(needed)} samples`;
  if (claim.level.kind === 'count') return value;
  if (window.level === undefined)
    return `${value}, and there is nothing to compare it with: control has too few samples`;
  const level = window.reference
    ? `${sayMeasured({ value: window.level, unit })} (${window.reference.from} ${sayMeasured({ value: window.reference.value, unit })})`
    : sayQuantity({ value: window.level, unit });
  return `${value} against ${level}`;
}
