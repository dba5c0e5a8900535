import { keepsBound, type Bound } from '../plan/expressions/bound.js';
import type { Condition } from '../plan/expressions/condition.js';
import type { Gate, RolloutPlan } from '../plan/rollout-plan.js';
import { sayCondition } from '../rollout/gate.js';
import { connected, satisfy } from './satisfy.js';
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
