import type { Comparison } from './comparison.js';
import { readDuration, readInteger, readPercent, readQuantity, type Quantity } from './amounts.js';
import type { Reader } from './reader.js';

/** What a claim's measured value is compared with. */
export type Level =
  | { readonly kind: 'fixed'; readonly quantity: Quantity }
  | {
      readonly kind: 'relative';
      readonly factor: number;
      readonly reference: 'control' | 'baseline';
      /** Written as `control` or `baseline` alone: the judge's margin is the factor. */
      readonly plain?: true;
    }
  /** `5 of 5`: at least `of` samples, and at least `good` of them good. */
  | { readonly kind: 'count'; readonly good: number; readonly of: number };

/** Whose samples a claim is about. The default is the canary where the metric has cohorts, everybody where not. */
export type Scope =
  | { readonly kind: 'default' }
  | { readonly kind: 'cohort'; readonly cohort: 'canary' | 'control' }
  | { readonly kind: 'segment'; readonly segment: string }
  /** Every (or any) value of a dimension: `in any segment`, `in every case`. */
  | { readonly kind: 'split'; readonly quantifier: 'any' | 'every'; readonly dimension: string };

/** The stretch whose samples are aggregated into one value. */
export type Span =
  /** One period of the judge: what a trigger looks at unless it says otherwise. */
  | { readonly kind: 'period' }
  | { readonly kind: 'trailing'; readonly ms: number }
  | { readonly kind: 'since'; readonly since: 'step' | 'phase' | 'rollout' };

/** How long the comparison must have held: through every period of a time, or in M of the last N periods. */
export type Hold =
  | { readonly kind: 'throughout'; readonly ms: number }
  | { readonly kind: 'periods'; readonly atLeast: number; readonly of: number };

/** How a claim's truth is found from evidence that grows period by period. */
export interface Judging {
  /** `alarm`: it is claimed that something is bad, and acted on; `gate`: that it is good, and gone on with. */
  readonly as: 'alarm' | 'gate';
  /** The risk of saying so of something healthy: of an alarm, or of a no-go. This claim's part of it. */
  readonly risk: number;
  /** The risk of a yes at a gate for what does not keep the level. */
  readonly falseGo: number;
  /** How many claims share the risk that the plan says. */
  readonly sharedBy: number;
  /** Rises of exposure and periods that are planned while it watches: at which a regression may begin. */
  readonly rises: number;
  readonly periods: number;
}

/** A comparison of a measurement with a level. */
export interface Claim {
  readonly kind: 'claim';
  readonly metric: string;
  /** `any keyMetrics` / `every keyMetrics`: the name is that of a group. */
  readonly group?: 'any' | 'every';
  readonly scope: Scope;
  readonly comparison: Comparison;
  readonly level: Level;
  readonly over?: Span;
  readonly hold?: Hold;
  /** Fewer samples than this decide nothing. */
  readonly samples?: { readonly atLeast: number; readonly noun: string };
  /** Absent where the plan wants a plain comparison. */
  readonly judging?: Judging;
  /** The claim as it was written. */
  readonly text: string;
  readonly offset: number;
}

/** Something that the rollout itself knows. */
export type Fact = (
  | {
      readonly kind: 'elapsed';
      readonly ms: number;
      readonly since: 'entry' | 'first exposure' | 'last rise';
    }
  | { readonly kind: 'quiet'; readonly ms: number; readonly without: 'trigger' | 'incident' }
  | { readonly kind: 'drill'; readonly youngerThanMs: number }
  | { readonly kind: 'hook'; readonly hook: string }
  | { readonly kind: 'decision'; readonly role: string }
  | { readonly kind: 'task'; readonly task: string }
) & { readonly text: string; readonly offset: number };

export type Condition =
  | { readonly kind: 'all' | 'any'; readonly of: readonly Condition[] }
  | { readonly kind: 'not'; readonly of: Condition }
  | Claim
  | Fact;

/** A condition without combinators: what a verdict is given about. */
export type Term = Claim | Fact;

const COMPARISONS = ['<=', '>=', '<', '>', '='] as const;

/** Reads a condition: claims and facts joined by `and` or by `or`; mixing them needs parentheses. */
export function readCondition(reader: Reader): Condition {
  const first = readTerm(reader);
  const rest: Condition[] = [];
  let joiner: 'and' | 'or' | undefined;
  for (;;) {
    const at = reader.here();
    const next = reader.oneOf(['and', 'or'] as const);
    if (next === undefined) break;
    if (joiner !== undefined && next !== joiner) {
      reader.refuse(at, [`\`${joiner}\``], 'put parentheses around the part that belongs together');
    }
    joiner = next;
    rest.push(readTerm(reader));
  }
  return joiner === undefined ? first : { kind: joiner === 'and' ? 'all' : 'any', of: [first, ...rest] };
}

function readTerm(reader: Reader): Condition {
  return reader.as('a condition such as `errors < 1%` or `24h since last rise`', () => {
    if (reader.words('not')) return { kind: 'not', of: reader.nested(() => readTerm(reader)) };
    if (reader.symbol('(')) {
      const inner = reader.nested(() => readCondition(reader));
      reader.must(reader.symbol(')') || undefined);
      return inner;
    }
    return readFact(reader) ?? readClaim(reader);
  });
}

type BareFact = Fact extends infer F ? (F extends Fact ? Omit<F, 'text' | 'offset'> : never) : never;

function readFact(reader: Reader): Fact | undefined {
  const offset = reader.here();
  const fact = readBareFact(reader, offset);
  return fact ? ({ ...fact, text: textFrom(reader, offset), offset } as Fact) : undefined;
}

function readBareFact(reader: Reader, offset: number): BareFact | undefined {
  const ms = readDuration(reader);
  if (ms !== undefined) {
    if (reader.words('since')) {
      return {
        kind: 'elapsed',
        ms,
        since: reader.must(reader.oneOf(['entry', 'first exposure', 'last rise'] as const)),
      };
    }
    if (reader.words('without')) {
      return { kind: 'quiet', ms, without: reader.must(reader.oneOf(['trigger', 'incident'] as const)) };
    }
    return reader.fail();
  }
  if (reader.words('drill', 'younger', 'than')) {
    return { kind: 'drill', youngerThanMs: reader.must(readDuration(reader)) };
  }
  if (reader.words('decision', 'of')) return { kind: 'decision', role: reader.must(reader.name('a role')) };
  if (reader.words('hook')) {
    const hook = reader.name('a hook');
    if (hook !== undefined && reader.words('ok')) return { kind: 'hook', hook };
    return reader.back(offset);
  }
  if (reader.words('task')) {
    const task = reader.name('a task');
    if (task !== undefined && reader.words('done')) return { kind: 'task', task };
    return reader.back(offset);
  }
  return undefined;
}

function readClaim(reader: Reader): Claim {
  const offset = reader.here();
  const group = reader.oneOf(['any', 'every'] as const);
  const metric = reader.must(reader.name('a metric'));
  const scope = readScope(reader);
  const comparison = reader.must(COMPARISONS.find((symbol) => reader.symbol(symbol)));
  const level = reader.as(
    'a level such as `1%`, `200ms`, `4.5`, `2x baseline`, `110% of control`, `control`',
    () => readLevel(reader),
  );
  const claim: { -readonly [K in keyof Claim]?: Claim[K] } = {};
  for (;;) {
    if (claim.over === undefined && reader.words('over')) claim.over = readSpan(reader);
    else if (claim.hold === undefined && reader.words('for')) claim.hold = readHold(reader);
    else if (claim.samples === undefined && reader.words('with', 'at', 'least')) {
      claim.samples = { atLeast: reader.must(readInteger(reader)), noun: reader.must(reader.name('a noun')) };
    } else break;
  }
  return {
    kind: 'claim',
    metric,
    ...(group === undefined ? {} : { group }),
    scope,
    comparison,
    level,
    ...claim,
    text: textFrom(reader, offset),
    offset,
  };
}

function readScope(reader: Reader): Scope {
  if (!reader.words('in')) return { kind: 'default' };
  const cohort = reader.oneOf(['canary', 'control'] as const);
  if (cohort) return { kind: 'cohort', cohort };
  const quantifier = reader.oneOf(['any', 'every'] as const);
  if (quantifier) {
    return {
      kind: 'split',
      quantifier,
      dimension: reader.must(reader.name('`segment` or the dimension of the metric')),
    };
  }
  reader.must(reader.words('segment') || undefined);
  return { kind: 'segment', segment: reader.must(reader.name('a segment')) };
}

function readLevel(reader: Reader): Level {
  const factor = reader.match(/(\d{1,15}(?:\.\d{1,9})?)x/u, 'a factor such as `2x`');
  if (factor) return { kind: 'relative', factor: Number(factor[1]), reference: readReference(reader) };
  const start = reader.here();
  const plain = reader.oneOf(['control', 'baseline'] as const);
  if (plain) return { kind: 'relative', factor: 1, reference: plain, plain: true };
  const percent = readPercent(reader);
  if (percent !== undefined) {
    if (!reader.words('of')) return { kind: 'fixed', quantity: { value: percent, unit: 'fraction' } };
    return { kind: 'relative', factor: percent, reference: readReference(reader) };
  }
  const good = readInteger(reader);
  if (good !== undefined) {
    if (reader.words('of')) return { kind: 'count', good, of: reader.must(readInteger(reader)) };
    reader.back(start);
  }
  return { kind: 'fixed', quantity: reader.must(readQuantity(reader)) };
}

function readReference(reader: Reader): 'control' | 'baseline' {
  return reader.must(reader.oneOf(['control', 'baseline'] as const));
}

function readSpan(reader: Reader): Span {
  const since = reader.oneOf(['step', 'phase', 'rollout'] as const);
  if (since) return { kind: 'since', since };
  return { kind: 'trailing', ms: reader.must(readDuration(reader)) };
}

function readHold(reader: Reader): Hold {
  const start = reader.here();
  const atLeast = readInteger(reader);
  if (atLeast === undefined) return { kind: 'throughout', ms: reader.must(readDuration(reader)) };
  reader.must(reader.words('of') || undefined);
  const of = reader.must(readInteger(reader));
  reader.must(reader.words('periods') || undefined);
  if (atLeast < 1 || atLeast > of) {
    reader.refuse(start, [`1 to ${String(of)} of ${String(of)} periods`], 'M of N needs 1 <= M <= N');
  }
  return { kind: 'periods', atLeast, of };
}

function textFrom(reader: Reader, offset: number): string {
  return reader.said(offset);
}

/** The condition with every term replaced. */
export function mapTerms(condition: Condition, change: (term: Term) => Condition): Condition {
  switch (condition.kind) {
    case 'all':
    case 'any':
      return { kind: condition.kind, of: condition.of.map((inner) => mapTerms(inner, change)) };
    case 'not':
      return { kind: 'not', of: mapTerms(condition.of, change) };
    default:
      return change(condition);
  }
}

/** The terms of a condition, left to right. */
export function termsOf(condition: Condition): readonly Term[] {
  switch (condition.kind) {
    case 'all':
    case 'any':
      return condition.of.flatMap(termsOf);
    case 'not':
      return termsOf(condition.of);
    default:
      return [condition];
  }
}
