import type { SegmentTest } from '../plan/expressions/segment-test.js';
import type { Condition } from './condition.js';
import { allOf, anyOf, negated } from './condition.js';
import { context } from './rule.js';

const COMPARISON = { '<': 'lt', '<=': 'lte', '>': 'gt', '>=': 'gte' } as const;
const STRING_TEST = { contains: 'contains', startsWith: 'begins_with', endsWith: 'ends_with' } as const;

/** The segment's test as a variant rule; a boolean when it is the same for everybody (`one of` nothing, say). */
export function compileTest(test: SegmentTest): Condition {
  switch (test.kind) {
    case 'and':
      return allOf(test.tests.map(compileTest));
    case 'or':
      return anyOf(test.tests.map(compileTest));
    case 'not':
      return negated(compileTest(test.test));
    case 'is':
      return { kind: 'eq', left: context(test.attribute), right: test.value };
    case 'oneOf':
      return test.values.length > 0 && { kind: 'in', value: context(test.attribute), list: test.values };
    case 'compare':
      return { kind: COMPARISON[test.operator], left: context(test.attribute), right: test.value };
    case 'between':
      return allOf([
        { kind: 'gte', left: context(test.attribute), right: test.from },
        { kind: 'lte', left: context(test.attribute), right: test.to },
      ]);
    case 'contains':
    case 'startsWith':
    case 'endsWith':
      return { kind: STRING_TEST[test.kind], value: context(test.attribute), text: test.value };
    case 'exists':
      return { kind: 'exists', key: test.attribute };
    default: {
      const never: never = test;
      return never;
    }
  }
}
