import { sayPercent, sayQuantity } from '../../plan/expressions/amounts.js';
import type { Comparison } from '../../plan/expressions/comparison.js';
import type { Claim, Condition, Fact, Span } from '../../plan/expressions/condition.js';
import type { RolloutPlan } from '../../plan/rollout-plan.js';
import { sayList, sayLong, sayNumber } from './amounts.js';

const COMPARISONS: Readonly<Record<Comparison, string>> = {
  '<': 'below',
  '<=': 'at most',
  '>': 'above',
  '>=': 'at least',
  '=': 'exactly',
};

/**
 * A condition as people say it: `mismatches is above 5% in 3 of 5 minutes`.
 * @param usual the span that is meant when none is said; it is not repeated
 */
export function sayConditionAs(plan: RolloutPlan, condition: Condition, usual: Span): string {
  switch (condition.kind) {
    case 'all':
      return joined(plan, condition.of, usual, 'and');
    case 'any':
      return `either ${joined(plan, condition.of, usual, 'or')}`;
    case 'not':
      return `not (${sayConditionAs(plan, condition.of, usual)})`;
    case 'claim':
      return sayClaim(plan, condition, usual);
    default:
      return sayFact(condition);
  }
}

function joined(plan: RolloutPlan, of: readonly Condition[], usual: Span, word: 'and' | 'or'): string {
  const parts = of.map((inner) => {
    const said = sayConditionAs(plan, inner, usual);
    return inner.kind === 'all' || inner.kind === 'any' ? `(${said})` : said;
  });
  return sayList(parts, word);
}

function sayClaim(plan: RolloutPlan, claim: Claim, usual: Span): string {
  const { metric, level, comparison, over, hold, samples } = claim;
  const subject = `${metric}${sayScope(claim.scope)}`;
  const stretch = over === undefined || sameSpan(over, usual) ? [] : [saySpan(over)];
  if (level.kind === 'count') {
    return [
      `${subject}: of at least ${sayNumber(level.of)} samples ${sayNumber(level.good)} are good`,
      ...stretch,
    ].join(' ');
  }
  return [
    `${subject} ${isPlural(metric) ? 'are' : 'is'} ${COMPARISONS[comparison]} ${sayLevel(plan, claim)}`,
    ...stretch,
    ...(hold === undefined ? [] : [sayHold(plan, hold)]),
    ...(samples === undefined ? [] : [`(of at least ${sayNumber(samples.atLeast)} ${samples.noun})`]),
  ].join(' ');
}

/** Whether a metric's name reads as a plural: `failures`, not `loss`. */
function isPlural(metric: string): boolean {
  return /[^su]s$/u.test(metric);
}

function sayScope(scope: Claim['scope']): string {
  switch (scope.kind) {
    case 'default':
      return '';
    case 'cohort':
      return scope.cohort === 'control' ? ' in control' : ' of those exposed';
    case 'segment':
      return ` in segment ${scope.segment}`;
    case 'split':
      return ` in ${scope.quantifier} ${scope.dimension}`;
  }
}

function sayLevel(plan: RolloutPlan, { metric, level }: Claim): string {
  if (level.kind === 'count') return '';
  if (level.kind === 'fixed') return sayQuantity(level.quantity);
  const { baseline, unit, reference } = plan.metrics[metric] ?? {};
  const factor = sayPercent(level.factor);
  const value =
    baseline === undefined || unit === undefined ? '' : ` (${sayQuantity({ value: baseline, unit })})`;
  if (level.reference === 'baseline') return `${factor} of the baseline${value}`;
  const otherwise = reference?.otherwise === 'baseline' ? `, else of the baseline${value}` : '';
  return `${factor} of control${otherwise}`;
}

/** Whether two spans are the same stretch. */
export function sameSpan(one: Span, other: Span): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** A span behind a claim: `over the last 4 hours`, `since the phase was entered`. */
export function saySpan(span: Span): string {
  switch (span.kind) {
    case 'period':
      return 'in one period';
    case 'trailing':
      return `over the last ${withoutOne(sayLong(span.ms))}`;
    case 'since':
      return SINCE[span.since];
  }
}

const SINCE = {
  step: 'since the step reached its users',
  phase: 'since the phase was entered',
  rollout: 'since the rollout began',
} as const;

function sayHold(plan: RolloutPlan, hold: NonNullable<Claim['hold']>): string {
  if (hold.kind === 'throughout') return `for ${sayLong(hold.ms)} without a break`;
  const { periodMs } = plan.judge;
  const periods = periodMs === 60_000 ? 'minutes' : `periods of ${sayLong(periodMs)}`;
  return `in ${sayNumber(hold.atLeast)} of ${sayNumber(hold.of)} ${periods}`;
}

function withoutOne(duration: string): string {
  return duration.replace(/^one /u, '');
}

function sayFact(fact: Fact): string {
  switch (fact.kind) {
    case 'elapsed': {
      const since = {
        entry: 'the phase was entered',
        'first exposure': 'its first exposure',
        'last rise': 'the last rise',
      };
      return `${sayLong(fact.ms)} ${fact.ms === 0 || sayLong(fact.ms).startsWith('one ') ? 'has' : 'have'} passed since ${since[fact.since]}`;
    }
    case 'quiet':
      return `no ${fact.without} for ${sayLong(fact.ms)}`;
    case 'drill':
      return `the way back was exercised in the last ${withoutOne(sayLong(fact.youngerThanMs))}`;
    case 'hook':
      return `hook ${fact.hook} has succeeded`;
    case 'decision':
      return `${fact.role} has decided to go on`;
    case 'task':
      return `task ${fact.task} is done`;
  }
}
