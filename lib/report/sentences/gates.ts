import { termsOf, type Span } from '../../plan/expressions/condition.js';
import { sayTime } from '../../plan/expressions/time.js';
import type { Gate, Role, RolloutPlan, Task } from '../../plan/rollout-plan.js';
import { sayList, sayLong } from './amounts.js';
import { sameSpan, sayConditionAs, saySpan } from './conditions.js';

/** A gate in sentences. */
export interface GateSentences {
  readonly id: string;
  /** What the claims that say no span look back over; absent when there are none. */
  readonly measured?: string;
  readonly criteria: readonly string[];
  readonly tasks: readonly string[];
  readonly signOff: readonly string[];
  readonly decision?: string;
  /** What follows a no-go. */
  readonly otherwise: string;
  readonly within?: string;
}

/** @param usual the span of claims that say none: that of the gate's place in the plan */
export function sayGate(plan: RolloutPlan, gate: Gate, usual: Span): GateSentences {
  const any = gate.any.length === 0 ? [] : [sayConditionAs(plan, { kind: 'any', of: gate.any }, usual)];
  return {
    id: gate.id,
    ...(measures(plan, gate, usual) ? { measured: `measured ${saySpan(usual)}` } : {}),
    criteria: [...gate.all.map((condition) => sayConditionAs(plan, condition, usual)), ...any],
    tasks: gate.tasks.map(sayTask),
    signOff: gate.signOff.map((role) => saySigners(role, plan.roles[role])),
    ...(gate.decide
      ? {
          decision: `${gate.decide.by} decides${gate.decide.at ? `, not before ${sayTime(gate.decide.at)}` : ''}`,
        }
      : {}),
    otherwise: OTHERWISE[gate.otherwise],
    ...(gate.withinMs === undefined
      ? {}
      : { within: `told when it has not passed after ${sayLong(gate.withinMs)}` }),
  };
}

/** Whether a claim is about samples of the usual span. */
function measures(plan: RolloutPlan, gate: Gate, usual: Span): boolean {
  return [...gate.all, ...gate.any].flatMap(termsOf).some((term) => {
    if (term.kind !== 'claim' || (term.over !== undefined && !sameSpan(term.over, usual))) return false;
    const kind = plan.metrics[term.metric]?.source.kind;
    return kind !== 'own' && kind !== 'figure';
  });
}

const OTHERWISE: Readonly<Record<Gate['otherwise'], string>> = {
  hold: 'it stays where it is and looks again',
  'revert step': 'the step is taken back',
  'revert phase': 'the phase is taken back',
  'again next week': 'the same people meet again next week',
};

/** `unit-test-coverage (qa, > 90%)`. */
export function sayTask(task: Task): string {
  const details = [...(task.by === undefined ? [] : [task.by]), ...(task.value ? [task.value.text] : [])];
  return details.length === 0 ? task.name : `${task.name} (${details.join(', ')})`;
}

function saySigners(name: string, role: Role | undefined): string {
  if (!role) return name;
  const people = sayList(role.people, role.quorum === role.people.length ? 'and' : 'or');
  if (role.people.length === 1) return `${name}: ${people}`;
  if (role.quorum === role.people.length) return `${name}, all of them: ${people}`;
  return `${name}, ${String(role.quorum)} of ${String(role.people.length)}: ${people}`;
}
