import { readExpression, type ExpressionError, type Reader } from '../../../lib/plan/expressions/reader.js';

/** Reads an expression that must be right. */
export function parsed<T>(text: string, rule: (reader: Reader) => T): T {
  const result = readExpression(text, rule);
  if (result.ok) return result.value;
  const { offset, found, expected, hint } = result.error;
  throw new Error(`${text} at ${String(offset)}: ${found}; ${expected.join(', ')}; ${hint ?? ''}`);
}

/** Reads an expression that must be wrong. */
export function mistake(text: string, rule: (reader: Reader) => unknown): ExpressionError {
  const result = readExpression(text, rule);
  if (!result.ok) return result.error;
  throw new Error(`${text} was read as ${JSON.stringify(result.value)}`);
}
