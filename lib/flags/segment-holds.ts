import type { Literal, SegmentTest } from '../plan/expressions/segment-test.js';
import type { ContextValue, FlagContext } from './context.js';
import { asBoolean, asNumber, asText, valueOf } from './context.js';

/** Whether a segment's test holds for a context. A missing attribute makes what asks for it false. */
export function segmentHolds(test: SegmentTest, context: FlagContext): boolean {
  switch (test.kind) {
    case 'and':
      return test.tests.every((each) => segmentHolds(each, context));
    case 'or':
      return test.tests.some((each) => segmentHolds(each, context));
    case 'not':
      return !segmentHolds(test.test, context);
    case 'exists':
      return valueOf(context, test.attribute) !== undefined;
    default: {
      const value = valueOf(context, test.attribute);
      return value !== undefined && valueHolds(test, value);
    }
  }
}

type ValueTest = Exclude<SegmentTest, { readonly kind: 'and' | 'or' | 'not' | 'exists' }>;

function valueHolds(test: ValueTest, value: ContextValue): boolean {
  switch (test.kind) {
    case 'is':
      return equals(value, test.value);
    case 'oneOf':
      return test.values.some((literal) => equals(value, literal));
    case 'compare':
      return compares(asNumber(value), test.operator, test.value);
    case 'between':
      return compares(asNumber(value), '>=', test.from) && compares(asNumber(value), '<=', test.to);
    case 'contains':
      return asText(value).includes(asText(test.value));
    case 'startsWith':
      return asText(value).startsWith(asText(test.value));
    case 'endsWith':
      return asText(value).endsWith(asText(test.value));
    default: {
      const never: never = test;
      return never;
    }
  }
}

function equals(value: ContextValue, literal: Literal): boolean {
  if (typeof literal === 'number') return asNumber(value) === literal;
  if (typeof literal === 'boolean') return asBoolean(value) === literal;
  return asText(value) === asText(literal);
}

function compares(value: number | undefined, operator: '<' | '<=' | '>' | '>=', bound: number): boolean {
  if (value === undefined) return false;
  switch (operator) {
    case '<':
      return value < bound;
    case '<=':
      return value <= bound;
    case '>':
      return value > bound;
    case '>=':
      return value >= bound;
  }
}
