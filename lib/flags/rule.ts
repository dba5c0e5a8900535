import { wellFormed } from './well-formed.js';

/** `$key`: the value that the caller gives for a context attribute. */
export interface ContextOperand {
  readonly kind: 'context';
  readonly key: string;
}

/** A moment in the W3C note's date and time format, such as 2012-03-04T05:06:07-08:00 or 2024-01. */
interface TimestampOperand {
  readonly kind: 'timestamp';
  readonly text: string;
}

/** A value that stands in the rule itself. */
export type Constant = string | number | boolean | TimestampOperand;

/** What an operator is applied to: a constant, a context value or the result of another expression. */
export type Operand = Constant | ContextOperand | Rule;

/**
 * A variant rule with every operator that AppConfig documents (there is no `ne`).
 * Source: AppConfig user guide, defining rules for multi-variant feature flags.
 */
export type Rule =
  | { readonly kind: 'eq' | 'gt' | 'gte' | 'lt' | 'lte'; readonly left: Operand; readonly right: Operand }
  | { readonly kind: 'and' | 'or'; readonly operands: readonly Operand[] }
  | { readonly kind: 'not'; readonly operand: Operand }
  | {
      readonly kind: 'begins_with' | 'ends_with' | 'contains';
      readonly value: Operand;
      readonly text: Operand;
    }
  | { readonly kind: 'in'; readonly value: Operand; readonly list: readonly Constant[] }
  | { readonly kind: 'matches'; readonly value: Operand; readonly pattern: string }
  | { readonly kind: 'exists'; readonly key: string }
  /** True for `percent` (0..100) of the values of `by`; with a seed, the same values in every flag. */
  | { readonly kind: 'split'; readonly percent: number; readonly by: Operand; readonly seed?: string };

/** The operand `$key`. */
export function context(key: string): ContextOperand {
  return { kind: 'context', key };
}

/**
 * The rule as the text that AppConfig takes. `and` and `or` are documented for two operands, so more become nested
 * pairs.
 * @throws RangeError when a number is not finite, or `and`/`or` has no operand.
 */
export function printRule(rule: Rule): string {
  switch (rule.kind) {
    case 'eq':
    case 'gt':
    case 'gte':
    case 'lt':
    case 'lte':
      return `(${rule.kind} ${printOperand(rule.left)} ${printOperand(rule.right)})`;
    case 'and':
    case 'or':
      return printPairs(rule.kind, rule.operands.map(printOperand));
    case 'not':
      return `(not ${printOperand(rule.operand)})`;
    case 'begins_with':
    case 'ends_with':
    case 'contains':
      return `(${rule.kind} ${printOperand(rule.value)} ${printOperand(rule.text)})`;
    case 'in':
      return `(in ${printOperand(rule.value)} [${rule.list.map(printOperand).join(',')}])`;
    case 'matches':
      return `(matches in::${printOperand(rule.value)} pattern::${quote(rule.pattern)})`;
    case 'exists':
      return `(exists key::${quote(rule.key)})`;
    case 'split': {
      const seed = rule.seed === undefined ? '' : ` seed::${quote(rule.seed)}`;
      return `(split pct::${printNumber(rule.percent)} by::${printOperand(rule.by)}${seed})`;
    }
  }
}

/** Printable ASCII without what a string escapes: nearly every name there is, and there are many in a list. */
const PLAIN = /^[ !#-[\]-~]*$/;

/**
 * `text` as a double-quoted Ion string. Escapes only with what Ion and JSON share, and escapes everything that is
 * invisible or that reorders what a reader sees, so that a hostile name can neither end the string nor hide in it.
 */
export function quote(text: string): string {
  if (PLAIN.test(text)) return `"${text}"`;
  return `"${escaped(text).replaceAll('"', '\\"')}"`;
}

function printOperand(operand: Operand): string {
  if (typeof operand === 'string') return quote(operand);
  if (typeof operand === 'number') return printNumber(operand);
  if (typeof operand === 'boolean') return String(operand);
  if (operand.kind === 'context') return printKey(operand.key);
  if (operand.kind === 'timestamp') return operand.text;
  return printRule(operand);
}

/** `$key`; as a quoted Ion symbol when the key is not an identifier, because `$a-b` would read as three symbols. */
function printKey(key: string): string {
  if (/^[A-Za-z_][A-Za-z0-9_]*$/.test(key)) return `$${key}`;
  return `'$${escaped(key).replaceAll("'", "\\'")}'`;
}

/** Integers beyond 2^53 as floats, because they may not fit AppConfig's 64-bit integers. */
function printNumber(value: number): string {
  if (!Number.isFinite(value))
    throw new RangeError(`a rule cannot say the number ${value}: only finite numbers are allowed`);
  return Number.isInteger(value) && !Number.isSafeInteger(value) ? value.toExponential() : String(value);
}

/** Balanced, so that the depth grows with the logarithm of the operands. */
function printPairs(operator: 'and' | 'or', operands: readonly string[]): string {
  const [first] = operands;
  if (first === undefined)
    throw new RangeError(`a rule cannot say "${operator}" of nothing: give at least one operand`);
  if (operands.length === 1) return first;
  const middle = Math.ceil(operands.length / 2);
  const left = printPairs(operator, operands.slice(0, middle));
  return `(${operator} ${left} ${printPairs(operator, operands.slice(middle))})`;
}

function escaped(text: string): string {
  return wellFormed(text)
    .replaceAll('\\', '\\\\')
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (character) => {
      switch (character) {
        case '\n':
          return '\\n';
        case '\r':
          return '\\r';
        case '\t':
          return '\\t';
        default:
          // Ion has no escape that JSON shares beyond the basic plane; what is left there is harmless tags.
          return character.length > 1
            ? character
            : `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
      }
    });
}
