import type { Rule } from './rule.js';

/** A rule, or what it comes to when it does not depend on the context: AppConfig has no rule that says just "true". */
export type Condition = Rule | boolean;

/** All of them hold; nothing to hold is true. */
export function allOf(conditions: readonly Condition[]): Condition {
  return combined('and', conditions, true);
}

/** At least one of them holds; nothing to choose from is false. */
export function anyOf(conditions: readonly Condition[]): Condition {
  return combined('or', conditions, false);
}

export function negated(condition: Condition): Condition {
  return typeof condition === 'boolean' ? !condition : { kind: 'not', operand: condition };
}

/** `neutral` changes nothing in the combination, its opposite decides it. */
function combined(kind: 'and' | 'or', conditions: readonly Condition[], neutral: boolean): Condition {
  const rules: Rule[] = [];
  for (const condition of conditions) {
    if (typeof condition !== 'boolean') rules.push(condition);
    else if (condition !== neutral) return condition;
  }
  const [first] = rules;
  if (first === undefined) return neutral;
  return rules.length === 1 ? first : { kind, operands: rules };
}
