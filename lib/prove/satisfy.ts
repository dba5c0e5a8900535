import { judgeClaim } from '../judge/judge-claim.js';
import { judgeCondition } from '../judge/judge-condition.js';
import type { Finding, Truth } from '../judge/finding.js';
import type { Reading } from '../judge/reading.js';
import { levelOf, tellingValues, valueRange } from '../plan/claim-values.js';
import { sayMeasured } from '../plan/expressions/amounts.js';
import { termsOf, type Claim, type Condition, type Fact, type Term } from '../plan/expressions/condition.js';
import type { Metric, RolloutPlan } from '../plan/rollout-plan.js';

/** More combinations of values than these are not looked at: then a gate is taken to be able to do anything. */
const MOST_COMBINATIONS = 200_000;
/** What is said instead of a witness then. */
export const TOO_MANY = 'too many combinations to look at';
/** Samples behind every value that is tried: enough for any gate. */
const PLENTY = 1_000_000;

/** A figure that claims are about, or a fact: what is free to be so or otherwise. */
interface Unknown {
  readonly key: string;
  readonly values: readonly number[];
  readonly say: (value: number) => string;
}

/** Claims of the same samples are about one figure; what is compared with control is about the quotient of the two. */
function keyOf(term: Term): string {
  if (term.kind !== 'claim') return `${term.kind} ${term.text}`;
  const { metric, scope, over, level } = term;
  const isQuotient = level.kind === 'relative' && level.reference === 'control';
  return JSON.stringify([metric, scope, over ?? null, isQuotient]);
}

function unknownsOf(plan: RolloutPlan, conditions: readonly Condition[]): readonly Unknown[] {
  const terms = conditions.flatMap(termsOf);
  return [...new Set(terms.map(keyOf))].map((key) =>
    unknownOf(
      plan,
      key,
      terms.filter((term) => keyOf(term) === key),
    ),
  );
}

function unknownOf(plan: RolloutPlan, key: string, terms: readonly Term[]): Unknown {
  const [first] = terms;
  if (first?.kind !== 'claim') {
    const values = first ? factValues(plan, first) : [];
    return { key, values, say: (value) => (value === 1 ? (first?.text ?? '') : `not ${first?.text ?? ''}`) };
  }
  const metric = plan.metrics[first.metric];
  if (!metric) return { key, values: [0], say: () => '' };
  const claims = terms.filter((term) => term.kind === 'claim');
  const { level } = first;
  if (level.kind === 'relative' && level.reference === 'control') {
    const factors = claims.flatMap(({ level: of }) => (of.kind === 'relative' ? [of.factor] : []));
    const values = tellingValues(factors, { from: 0, to: Infinity });
    return {
      key,
      values,
      say: (value) => `${first.metric} ${String(Number((value * 100).toFixed(4)))}% of control`,
    };
  }
  const levels = claims.flatMap((claim) => levelOf(claim, metric) ?? sharesOf(claim, metric));
  return {
    key,
    values: tellingValues(levels, valueRange(plan, metric)),
    say: (value) => `${first.metric} ${sayMeasured({ value, unit: metric.unit })}`,
  };
}

/** The share at which a count of good samples turns. */
function sharesOf({ level }: Claim, { better }: Metric): readonly number[] {
  if (level.kind !== 'count' || level.of === 0) return [];
  const good = level.good / level.of;
  return [better === 'higher' ? good : 1 - good];
}

/** 1 = it is so, 0 = it is not. */
function factValues(plan: RolloutPlan, fact: Fact): readonly number[] {
  switch (fact.kind) {
    case 'elapsed':
    case 'quiet':
      return fact.ms === 0 ? [1] : [1, 0];
    case 'drill':
    case 'task':
      return [1, 0];
    case 'hook':
      return isRun(plan, fact.hook) ? [1, 0] : [0];
    case 'decision':
      return (plan.roles[fact.role]?.people.length ?? 0) > 0 ? [1, 0] : [0];
  }
}

function isRun(plan: RolloutPlan, hook: string): boolean {
  return (
    plan.phases.some(({ steps }) => steps.some((step) => step.hook === hook)) ||
    plan.triggers.some(({ then }) => then.some(({ act }) => act.kind === 'run' && act.hook === hook)) ||
    Object.values(plan.hooks).some(({ undo }) => undo === hook)
  );
}

/** Conditions that speak of the same figures, together; each group can be looked at by itself. */
export function connected(
  plan: RolloutPlan,
  conditions: readonly Condition[],
): readonly (readonly Condition[])[] {
  let groups: { readonly keys: ReadonlySet<string>; readonly of: readonly Condition[] }[] = [];
  for (const condition of conditions) {
    const keys = new Set(unknownsOf(plan, [condition]).map(({ key }) => key));
    const touching = groups.filter((group) => [...keys].some((key) => group.keys.has(key)));
    const joined = {
      keys: new Set([...keys, ...touching.flatMap((group) => [...group.keys])]),
      of: [...touching.flatMap((group) => group.of), condition],
    };
    groups = [...groups.filter((group) => !touching.includes(group)), joined];
  }
  return groups.map(({ of }) => of);
}

/** Values with which the conditions are as wanted, in words; nothing when there are none. */
export function satisfy(
  plan: RolloutPlan,
  conditions: readonly Condition[],
  isWanted: (truths: readonly Truth[]) => boolean,
): readonly string[] | undefined {
  const unknowns = unknownsOf(plan, conditions);
  const combinations = unknowns.reduce((product, { values }) => product * values.length, 1);
  if (combinations > MOST_COMBINATIONS) return [TOO_MANY];
  const chosen = new Map<string, number>();
  const find = (term: Term): Finding => findingOf(plan, term, chosen.get(keyOf(term)) ?? 0);
  const search = (index: number): boolean => {
    const unknown = unknowns[index];
    if (!unknown) return isWanted(conditions.map((condition) => judgeCondition(condition, find)));
    return unknown.values.some((value) => {
      chosen.set(unknown.key, value);
      return search(index + 1);
    });
  };
  return search(0) ? unknowns.map(({ key, say }) => say(chosen.get(key) ?? 0)) : undefined;
}

function findingOf(plan: RolloutPlan, term: Term, value: number): Finding {
  if (term.kind !== 'claim') return { text: term.text, truth: value === 1 ? 'yes' : 'no', why: '' };
  const metric = plan.metrics[term.metric];
  if (!metric) return { text: term.text, truth: 'error', why: '' };
  const samples = term.level.kind === 'count' ? term.level.of : PLENTY;
  const windows = term.hold?.kind === 'periods' ? term.hold.of : 1;
  const series = (of: number): { readonly readings: readonly Reading[] } => ({
    readings: Array.from({ length: windows }, () => ({
      kind: 'value',
      value: of,
      samples,
      part: Math.round(of * samples),
    })),
  });
  if (term.level.kind !== 'relative' || term.level.reference !== 'control')
    return judgeClaim(term, metric, { kind: 'measured', subject: [series(value)] }, 'truth');
  const control = 0.5 / Math.max(1, value);
  const data = { kind: 'measured' as const, subject: [series(value * control)], control: [series(control)] };
  return judgeClaim(term, metric, data, 'truth');
}
