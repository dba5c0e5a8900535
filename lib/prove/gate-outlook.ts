import { judgeClaim } from '../judge/judge-claim.js';
import { judgeCondition } from '../judge/judge-condition.js';
import type { Finding, Truth } from '../judge/finding.js';
import type { Reading } from '../judge/reading.js';
import { keepsBound, type Bound } from '../plan/expressions/bound.js';
import { levelOf, tellingValues, valueRange } from '../plan/claim-values.js';
import { sayMeasured } from '../plan/expressions/amounts.js';
import { termsOf, type Claim, type Condition, type Fact, type Term } from '../plan/expressions/condition.js';
import type { Gate, Metric, RolloutPlan } from '../plan/rollout-plan.js';
import { sayCondition } from '../rollout/gate.js';
import { whoSigns } from './who-signs.js';

/** What is enough for a gate to say go, and to keep the rollout where it is; absent where nothing is. */
export interface GateOutlook {
  readonly gate: Gate;
  /** What has to be so. */
  readonly pass?: string;
  /** Why it can never say go. */
  readonly neverPasses?: string;
  /** What makes it say no-go. */
  readonly fail?: string;
  /** What else keeps it from saying go: somebody who does not sign, tick or decide. */
  readonly withheld?: string;
}

/** More combinations of values than these are not looked at: then a gate is taken to be able to do anything. */
const MOST_COMBINATIONS = 200_000;
/** Samples behind every value that is tried: enough for any gate. */
const PLENTY = 1_000_000;

/**
 * Whether a gate can say go, and something else: its conditions are tried with values of every stretch that its levels
 * tell apart, by the same judge as in a run. What it is about is taken as free: figures of other metrics, parts of the
 * audience and spans are others, and control may be anything.
 */
export function gateOutlook(plan: RolloutPlan, gate: Gate): GateOutlook {
  const wanted: readonly Condition[] = [
    ...gate.all,
    ...(gate.any.length > 0 ? [{ kind: 'any' as const, of: gate.any }] : []),
  ];
  const passes = passOf(plan, gate, wanted);
  const fail = failOf(plan, gate, wanted);
  const withheld = withheldBy(gate);
  return {
    gate,
    ...passes,
    ...(fail === undefined ? {} : { fail }),
    ...(withheld === undefined ? {} : { withheld }),
  };
}

function passOf(
  plan: RolloutPlan,
  gate: Gate,
  wanted: readonly Condition[],
): Pick<GateOutlook, 'pass' | 'neverPasses'> {
  const said: string[] = [];
  for (const part of connected(plan, wanted)) {
    const found = satisfy(plan, part, (truths) => truths.every((truth) => truth === 'yes'));
    if (found === undefined) return { neverPasses: conflictOf(plan, part) };
    said.push(...found);
  }
  const signed = whoSigns(plan, gate.signOff);
  if ('missing' in signed) return { neverPasses: signed.missing };
  for (const task of gate.tasks) {
    if (task.by !== undefined && (plan.roles[task.by]?.people.length ?? 0) === 0)
      return { neverPasses: `nobody is of ${task.by}, which ticks \`${task.name}\`` };
  }
  if (gate.decide && (plan.roles[gate.decide.by]?.people.length ?? 0) === 0)
    return { neverPasses: `nobody is of ${gate.decide.by}, which decides` };
  const people = [
    ...gate.tasks.map(({ name, value }) => `\`${name}\` ticked${value ? ` with ${sayKept(value)}` : ''}`),
    ...signed.people.map(({ role, who }) => `signed for ${role} by ${who.join(', ')}`),
    ...(gate.decide ? [`${gate.decide.by} decides go`] : []),
  ];
  const all = [...said, ...people];
  return { pass: all.length === 0 ? 'always' : all.join('; ') };
}

function failOf(plan: RolloutPlan, gate: Gate, wanted: readonly Condition[]): string | undefined {
  for (const condition of wanted) {
    const found = satisfy(plan, [condition], ([truth]) => truth === 'no');
    if (found !== undefined) return found.length === 0 ? `not ${sayCondition(condition)}` : found.join('; ');
  }
  const bounded = gate.tasks.find(({ value }) => value !== undefined);
  if (bounded?.value) return `\`${bounded.name}\` ticked with a figure that is not ${bounded.value.text}`;
  return gate.decide ? `${gate.decide.by} decides no-go` : undefined;
}

function withheldBy(gate: Gate): string | undefined {
  const [role] = gate.signOff;
  if (role !== undefined) return `${role} does not sign`;
  const [task] = gate.tasks;
  return task ? `\`${task.name}\` is not ticked` : undefined;
}

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
function connected(plan: RolloutPlan, conditions: readonly Condition[]): readonly (readonly Condition[])[] {
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
function satisfy(
  plan: RolloutPlan,
  conditions: readonly Condition[],
  isWanted: (truths: readonly Truth[]) => boolean,
): readonly string[] | undefined {
  const unknowns = unknownsOf(plan, conditions);
  const combinations = unknowns.reduce((product, { values }) => product * values.length, 1);
  if (combinations > MOST_COMBINATIONS) return ['too many combinations to look at'];
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

/** The conditions that cannot be true together: one alone, or two, or all of them. */
function conflictOf(plan: RolloutPlan, conditions: readonly Condition[]): string {
  const isPossible = (of: readonly Condition[]): boolean =>
    satisfy(plan, of, (truths) => truths.every((truth) => truth === 'yes')) !== undefined;
  const alone = conditions.find((condition) => !isPossible([condition]));
  if (alone) return `\`${sayCondition(alone)}\` is never true`;
  for (const one of conditions)
    for (const other of conditions)
      if (one !== other && !isPossible([one, other]))
        return `\`${sayCondition(one)}\` and \`${sayCondition(other)}\` are never true together`;
  return `${conditions.map((one) => `\`${sayCondition(one)}\``).join(', ')} are never true together`;
}

/** A figure that keeps a bound. */
function sayKept(bound: Bound): string {
  const { value } = bound;
  return String([value, value - 1, value + 1].find((figure) => keepsBound(bound, figure)) ?? value);
}
