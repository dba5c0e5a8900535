import { readCondition, type Claim } from '../../lib/plan/expressions/condition.js';
import { readExpression } from '../../lib/plan/expressions/reader.js';
import type { Metric } from '../../lib/plan/rollout-plan.js';
import type { Reading } from '../../lib/judge/reading.js';

/** Reads a claim of the plan language. */
export function claimOf(text: string): Claim {
  const result = readExpression(text, readCondition);
  if (!result.ok || result.value.kind !== 'claim') throw new Error(`not a claim: ${text}`);
  return result.value;
}

export const FAILURES: Metric = {
  name: 'failures',
  source: { kind: 'ratio', part: 'Failed', whole: 'Attempted' },
  unit: 'fraction',
  scaling: 1,
  census: false,
  everyMs: 60_000,
  cohorts: true,
  reference: { first: 'control' },
  split: [],
  baseline: 0.01,
  better: 'lower',
};

export const LATENCY: Metric = {
  ...FAILURES,
  name: 'latency',
  source: { kind: 'percentile', percentile: 95, metric: 'Latency' },
  unit: 'ms',
  baseline: 200,
};

/** `2/50`: 2 of 50; `-` = missing; `0` = reported, and nothing happened; `200ms` = a value of 100 samples. */
export function readingOf(text: string): Reading {
  if (text === '-') return { kind: 'missing' };
  if (text === '0') return { kind: 'empty' };
  const ratio = /^(\d+)\/(\d+)$/u.exec(text);
  if (ratio) {
    const part = Number(ratio[1]);
    const samples = Number(ratio[2]);
    return { kind: 'value', value: part / samples, samples, part };
  }
  return { kind: 'value', value: Number.parseFloat(text), samples: 100 };
}
