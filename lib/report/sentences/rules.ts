import type { Constant, Operand, Rule } from '../../flags/rule.js';
import { sayNumber } from './amounts.js';

const COMPARISONS = { eq: 'is', gt: '>', gte: '>=', lt: '<', lte: '<=' } as const;
const TEXT_TESTS = { begins_with: 'starts with', ends_with: 'ends with', contains: 'contains' } as const;
/** Longer lists are counted. */
const MOST_LISTED = 4;

/** A rule of a flag document as people read it: `customizations <= 1 and bucket < 216,667`. */
export function sayRule(rule: Rule): string {
  switch (rule.kind) {
    case 'eq':
    case 'gt':
    case 'gte':
    case 'lt':
    case 'lte':
      return `${sayOperand(rule.left)} ${COMPARISONS[rule.kind]} ${sayOperand(rule.right)}`;
    case 'and':
    case 'or':
      return rule.operands.map((operand) => sayPart(operand, rule.kind)).join(` ${rule.kind} `);
    case 'not':
      return `not (${sayOperand(rule.operand)})`;
    case 'begins_with':
    case 'ends_with':
    case 'contains':
      return `${sayOperand(rule.value)} ${TEXT_TESTS[rule.kind]} ${sayOperand(rule.text)}`;
    case 'in':
      return `${sayOperand(rule.value)} is ${sayOneOf(rule.list)}`;
    case 'matches':
      return `${sayOperand(rule.value)} matches ${rule.pattern}`;
    case 'exists':
      return `${rule.key} exists`;
    case 'split':
      return `AppConfig's split lets ${sayOperand(rule.by)} in (${String(rule.percent)}%)`;
  }
}

function sayOneOf(list: readonly Constant[]): string {
  const shown = list.slice(0, MOST_LISTED).map(sayOperand);
  if (list.length <= 1) return shown[0] ?? 'one of none';
  return list.length <= MOST_LISTED
    ? `one of ${shown.join(', ')}`
    : `one of ${sayNumber(list.length)}: ${shown.slice(0, 2).join(', ')}, …`;
}

/** The same word again needs no parentheses: `a or (b or c)` is `a or b or c`. */
function sayPart(operand: Operand, within: 'and' | 'or'): string {
  const mixed =
    typeof operand === 'object' &&
    (operand.kind === 'and' || operand.kind === 'or') &&
    operand.kind !== within;
  return mixed ? `(${sayOperand(operand)})` : sayOperand(operand);
}

function sayOperand(operand: Operand): string {
  if (typeof operand === 'number') return sayNumber(operand);
  if (typeof operand !== 'object') return String(operand);
  if (operand.kind === 'context') return operand.key;
  if (operand.kind === 'timestamp') return operand.text;
  return sayRule(operand);
}
