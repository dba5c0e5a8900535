import type { ContextValue, FlagContext } from './context.js';
import { asBoolean, asInstant, asNumber, asText, valueOf } from './context.js';
import type { Constant, Operand, Rule } from './rule.js';
import { RuleSyntaxError } from './rule-reader.js';
import { splits } from './split.js';

/** Whether a rule matches a context. */
export type Predicate = (context: FlagContext) => boolean;
type Read = (context: FlagContext) => ContextValue | undefined;

/**
 * A rule as a function. A missing context value makes what asks for it false; it is never an error. Context values
 * arrive as text, so each is read as the type of the constant that it is compared with; texts are ordered by code
 * point. What AWS leaves open is decided here: a pattern of `matches` is a JavaScript regular expression that may
 * match anywhere (the agent's dialect may differ), and `split` is a stand-in (see `splits`).
 * @throws RuleSyntaxError when a pattern is no regular expression.
 */
export function predicateOf(rule: Rule): Predicate {
  switch (rule.kind) {
    case 'eq':
      return comparison(rule.left, rule.right, (order) => order === 0);
    case 'gt':
      return comparison(rule.left, rule.right, (order) => order > 0);
    case 'gte':
      return comparison(rule.left, rule.right, (order) => order >= 0);
    case 'lt':
      return comparison(rule.left, rule.right, (order) => order < 0);
    case 'lte':
      return comparison(rule.left, rule.right, (order) => order <= 0);
    case 'and': {
      const operands = rule.operands.map(truth);
      return (context) => operands.every((holds) => holds(context));
    }
    case 'or': {
      const operands = rule.operands.map(truth);
      return (context) => operands.some((holds) => holds(context));
    }
    case 'not': {
      const holds = truth(rule.operand);
      return (context) => !holds(context);
    }
    case 'begins_with':
      return textTest(rule.value, rule.text, (value, text) => value.startsWith(text));
    case 'ends_with':
      return textTest(rule.value, rule.text, (value, text) => value.endsWith(text));
    case 'contains':
      return textTest(rule.value, rule.text, (value, text) => value.includes(text));
    case 'in':
      return membership(rule.value, rule.list);
    case 'matches': {
      const pattern = expression(rule.pattern);
      return textTest(rule.value, rule.pattern, (value) => pattern.test(value));
    }
    case 'exists':
      return (context) => valueOf(context, rule.key) !== undefined;
    case 'split': {
      const { percent, seed = '' } = rule;
      return textTest(rule.by, '', (value) => splits(percent, seed, value));
    }
  }
}

function reader(operand: Operand): Read {
  if (typeof operand !== 'object') return () => operand;
  switch (operand.kind) {
    case 'context':
      return (context) => valueOf(context, operand.key);
    case 'timestamp':
      return () => operand.text;
    default:
      return predicateOf(operand);
  }
}

function truth(operand: Operand): Predicate {
  if (typeof operand === 'object' && operand.kind !== 'context' && operand.kind !== 'timestamp')
    return predicateOf(operand);
  const read = reader(operand);
  return (context) => {
    const value = read(context);
    return value !== undefined && asBoolean(value) === true;
  };
}

type ValueType = 'text' | 'number' | 'boolean' | 'instant' | 'open';

function typeOf(operand: Operand): ValueType {
  if (typeof operand === 'string') return 'text';
  if (typeof operand === 'number') return 'number';
  if (typeof operand === 'boolean') return 'boolean';
  if (operand.kind === 'context') return 'open';
  return operand.kind === 'timestamp' ? 'instant' : 'boolean';
}

/** The order of two values (negative, zero, positive); undefined when they cannot be compared. */
type Order = (left: ContextValue, right: ContextValue) => number | undefined;

const ORDERS: { readonly [type in Exclude<ValueType, 'open'>]: Order } = {
  text: (left, right) => textOrder(asText(left), asText(right)),
  number: (left, right) => difference(asNumber(left), asNumber(right)),
  instant: (left, right) => difference(asInstant(left), asInstant(right)),
  boolean: (left, right) => difference(asBoolean(left), asBoolean(right)),
};

function comparison(left: Operand, right: Operand, accepts: (order: number) => boolean): Predicate {
  const type = typeOf(right) === 'open' ? typeOf(left) : typeOf(right);
  const order = type === 'open' ? openOrder : ORDERS[type];
  const readLeft = reader(left);
  const readRight = reader(right);
  return (context) => {
    const a = readLeft(context);
    const b = readRight(context);
    if (a === undefined || b === undefined) return false;
    const result = order(a, b);
    return result !== undefined && accepts(result);
  };
}

/** Two context values: numbers when both are, texts otherwise. */
function openOrder(left: ContextValue, right: ContextValue): number | undefined {
  return ORDERS.number(left, right) ?? ORDERS.text(left, right);
}

function difference(
  left: number | boolean | undefined,
  right: number | boolean | undefined,
): number | undefined {
  if (left === undefined || right === undefined) return undefined;
  return left === right ? 0 : left < right ? -1 : 1;
}

function textOrder(left: string, right: string): number {
  if (left === right) return 0;
  const a = [...left];
  const b = [...right];
  const index = a.findIndex((character, at) => character !== b[at]);
  if (index === -1) return -1;
  return (a[index]?.codePointAt(0) ?? -1) - (b[index]?.codePointAt(0) ?? -1);
}

function textTest(value: Operand, text: Operand, test: (value: string, text: string) => boolean): Predicate {
  const readValue = reader(value);
  const readText = reader(text);
  return (context) => {
    const a = readValue(context);
    const b = readText(context);
    return a !== undefined && b !== undefined && test(asText(a), asText(b));
  };
}

/** Lists are long (units) and mostly texts: those are looked up, the rest is compared one by one. */
function membership(value: Operand, list: readonly Constant[]): Predicate {
  const texts = new Set(list.filter((constant) => typeof constant === 'string'));
  const others = list.flatMap((constant) => {
    if (typeof constant === 'string') return [];
    const literal = typeof constant === 'object' ? constant.text : constant;
    const order =
      ORDERS[typeof constant === 'object' ? 'instant' : typeof constant === 'number' ? 'number' : 'boolean'];
    return [(found: ContextValue) => order(found, literal) === 0];
  });
  const read = reader(value);
  return (context) => {
    const found = read(context);
    return found !== undefined && (texts.has(asText(found)) || others.some((equals) => equals(found)));
  };
}

function expression(pattern: string): RegExp {
  try {
    return new RegExp(pattern, 'u');
  } catch {
    throw new RuleSyntaxError(0, `"${pattern}" is no regular expression`);
  }
}
