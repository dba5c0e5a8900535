import type { Condition } from '../../plan/expressions/condition.js';
import { listShifts, shiftsOf, type Shift } from './condition-shifts.js';
import type { PlanChange } from './plan-change.js';
import { found, type Subject } from './subject.js';

/** What follows when a condition holds: something goes on (a gate, a resume), or something is stopped (a trigger). */
export type Purpose = 'to go on' | 'to fire';

/** Compares a condition with what it was; one that is missing always holds. */
export function compareCondition(
  purpose: Purpose,
  before: Condition | undefined,
  after: Condition | undefined,
  subject: Subject,
): readonly PlanChange[] {
  return shiftsOf(before, after).map((shift) => weighed(purpose, shift, subject));
}

/** Compares the conditions of a gate that must all hold. */
export function compareAll(
  before: readonly Condition[],
  after: readonly Condition[],
  subject: Subject,
): readonly PlanChange[] {
  return listShifts('all', before, after).map((shift) => weighed('to go on', shift, subject));
}

/** Compares the alternatives of a gate; without any it asks for none. */
export function compareAny(
  before: readonly Condition[],
  after: readonly Condition[],
  subject: Subject,
): readonly PlanChange[] {
  const whole = (of: readonly Condition[]): Condition | undefined =>
    of.length === 0 ? undefined : { kind: 'any', of };
  return compareCondition('to go on', whole(before), whole(after), subject);
}

function weighed(purpose: Purpose, { direction, say }: Shift, subject: Subject): PlanChange {
  switch (direction) {
    case 'text':
    case 'other':
      return found(subject, direction === 'text' ? 'text' : 'changed', say);
    case 'stronger':
      return found(subject, purpose === 'to go on' ? 'tightened' : 'loosened', say);
    case 'weaker':
      return found(subject, purpose === 'to go on' ? 'loosened' : 'tightened', say);
  }
}
