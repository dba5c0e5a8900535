import * as z from 'zod';
import { readExpression, type Reader } from '../expressions/reader.js';

/** What an expression's zod issue carries, so that the problem can point at the column. */
export interface ExpressionIssueParams {
  readonly expression: true;
  readonly offset: number;
  readonly found: string;
  readonly expected: readonly string[];
  readonly hint?: string;
}

/**
 * A string of the plan language, parsed when the plan is parsed: the schema's output holds the syntax tree, and a
 * mistake keeps its offset.
 * @param rule reads the whole expression
 * @param description what the expression says, with examples: shown by editors and in the documentation
 */
export function expression<T>(rule: (reader: Reader) => T, description: string, examples: readonly string[]) {
  return z
    .string()
    .meta({ description, examples: [...examples] })
    .transform((text, context): T => {
      const result = readExpression(text, rule);
      if (result.ok) return result.value;
      const params: ExpressionIssueParams = { expression: true, ...result.error };
      context.issues.push({
        code: 'custom',
        message: 'unreadable expression',
        input: text,
        params: { ...params },
      });
      return z.NEVER;
    });
}
