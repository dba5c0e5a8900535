import { asInstant } from './context.js';
import type { Constant, ContextOperand, Operand, Rule } from './rule.js';
import { context } from './rule.js';
import { RuleReader } from './rule-reader.js';

/** Deeper rules than a plan can say; keeps hostile text from exhausting the stack. */
const MAX_DEPTH = 500;

const OPERATORS =
  'eq, gt, gte, lt, lte, and, or, not, begins_with, ends_with, contains, in, matches, exists, split';
const NAME = /[A-Za-z_][A-Za-z0-9_]*/y;
const KEY = /\$[A-Za-z_][A-Za-z0-9_]*/y;
const NUMBER = /-?\d+(\.\d*)?([eE][+-]?\d+)?/y;
const TIMESTAMP = /\d{4}(?:T|-\d\d)[-+:.\dTZ]*/y;

/**
 * Parses the text of a variant rule: the grammar in AppConfig's user guide, read as the Ion s-expression that it is.
 * Named operands (`pct::10`) come in any order.
 * @throws RuleSyntaxError where AppConfig would refuse the rule.
 */
export function parseRule(text: string): Rule {
  const reader = new RuleReader(text);
  const rule = parseExpression(reader, 0);
  if (reader.take(/$/y) === undefined)
    throw reader.error(`expected the end of the rule, found ${reader.found()}`);
  return rule;
}

function parseExpression(reader: RuleReader, depth: number): Rule {
  if (depth > MAX_DEPTH) throw reader.error(`nested more than ${MAX_DEPTH} deep`);
  reader.expect('(', 'before an operator');
  const operator = reader.take(NAME);
  const rule = operator === undefined ? undefined : parseOperands(reader, operator, depth);
  if (rule === undefined) throw reader.refusal(operator, `is no operator; allowed are ${OPERATORS}`);
  reader.expect(')', `after the operands of "${rule.kind}"`);
  return rule;
}

/** Everything between the operator and its closing parenthesis; undefined when there is no such operator. */
function parseOperands(reader: RuleReader, operator: string, depth: number): Rule | undefined {
  const operand = () => parseOperand(reader, depth);
  switch (operator) {
    case 'eq':
    case 'gt':
    case 'gte':
    case 'lt':
    case 'lte':
      return { kind: operator, left: operand(), right: operand() };
    case 'and':
    case 'or': {
      const operands = [operand(), operand()];
      while (!reader.sees(')')) operands.push(operand());
      return { kind: operator, operands };
    }
    case 'not':
      return { kind: operator, operand: operand() };
    case 'begins_with':
    case 'ends_with':
    case 'contains':
      return { kind: operator, value: operand(), text: operand() };
    case 'in':
      return { kind: operator, value: operand(), list: parseList(reader) };
    case 'matches': {
      const named = parseNamed(reader, operator, ['in', 'pattern'], depth);
      return {
        kind: operator,
        value: named.required('in'),
        pattern: text(reader, 'pattern', named.required('pattern')),
      };
    }
    case 'exists':
      return {
        kind: operator,
        key: text(reader, 'key', parseNamed(reader, operator, ['key'], depth).required('key')),
      };
    case 'split': {
      const named = parseNamed(reader, operator, ['pct', 'by', 'seed'], depth);
      const percent = named.required('pct');
      if (typeof percent !== 'number' || percent < 0 || percent > 100) {
        throw reader.error('"pct::" of "split" must be a number from 0 to 100');
      }
      const seed = named.optional('seed');
      return {
        kind: operator,
        percent,
        by: named.required('by'),
        ...(seed === undefined ? {} : { seed: text(reader, 'seed', seed) }),
      };
    }
    default:
      return undefined;
  }
}

function parseNamed(reader: RuleReader, operator: string, allowed: readonly string[], depth: number) {
  const operands = new Map<string, Operand>();
  while (!reader.sees(')')) {
    const name = reader.take(NAME);
    if (name === undefined || !allowed.includes(name) || operands.has(name)) {
      const names = allowed.map((each) => `${each}::`).join(' ');
      throw reader.refusal(name, `is not expected here; "${operator}" takes ${names}, each once`);
    }
    reader.expect('::', `after "${name}"`);
    operands.set(name, parseOperand(reader, depth));
  }
  return {
    optional: (name: string) => operands.get(name),
    required: (name: string) => {
      const operand = operands.get(name);
      if (operand === undefined) throw reader.error(`"${operator}" lacks ${name}::`);
      return operand;
    },
  };
}

function parseOperand(reader: RuleReader, depth: number): Operand {
  if (reader.sees('(')) return parseExpression(reader, depth + 1);
  return parseKey(reader) ?? parseConstant(reader);
}

/** `$key`, or the quoted symbol `'$any key'`. */
function parseKey(reader: RuleReader): ContextOperand | undefined {
  if (reader.sees("'")) {
    const symbol = reader.quoted("'");
    if (!symbol.startsWith('$'))
      throw reader.errorAtLast(`'${symbol}' is no context key; those start with "$"`);
    return context(symbol.slice(1));
  }
  if (!reader.sees('$')) return undefined;
  const key = reader.take(KEY);
  if (key === undefined || !reader.endsToken()) {
    const message = `a context key with other characters than letters, digits and "_" is written as '$a-b'`;
    throw key === undefined ? reader.error(message) : reader.errorAtLast(message);
  }
  return context(key.slice(1));
}

function parseConstant(reader: RuleReader): Constant {
  if (reader.sees('"')) return reader.quoted('"');
  const timestamp = reader.take(TIMESTAMP);
  if (timestamp !== undefined) {
    if (asInstant(timestamp) === undefined) throw reader.refusal(timestamp, 'is no date or time');
    return { kind: 'timestamp', text: timestamp };
  }
  const word = reader.take(NUMBER) ?? reader.take(NAME);
  if (word !== undefined && reader.endsToken()) {
    if (word === 'true' || word === 'false') return word === 'true';
    const number = Number(word);
    if (Number.isFinite(number)) return number;
  }
  throw reader.refusal(
    word,
    'is no operand; allowed are "text", a number, a date, true, false, $key or (an expression)',
  );
}

function parseList(reader: RuleReader): Constant[] {
  const list: Constant[] = [];
  reader.expect('[', 'before a list of constants');
  while (!reader.sees(']')) {
    list.push(parseConstant(reader));
    if (!reader.sees(']')) reader.expect(',', 'between the constants of a list');
  }
  reader.expect(']', 'after a list of constants');
  return list;
}

function text(reader: RuleReader, name: string, operand: Operand): string {
  if (typeof operand === 'string') return operand;
  throw reader.error(`"${name}::" must be a text between double quotes`);
}
