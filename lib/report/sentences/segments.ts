import type { SegmentTest } from '../../plan/expressions/segment-test.js';

/** A rule over context attributes as it is written in a plan. */
export function saySegmentTest(test: SegmentTest): string {
  switch (test.kind) {
    case 'and':
    case 'or':
      return test.tests
        .map((inner) =>
          inner.kind === 'and' || inner.kind === 'or' ? `(${saySegmentTest(inner)})` : saySegmentTest(inner),
        )
        .join(` ${test.kind} `);
    case 'not':
      return `not (${saySegmentTest(test.test)})`;
    case 'is':
      return `${test.attribute} is ${String(test.value)}`;
    case 'oneOf':
      return `${test.attribute} in ${test.values.map(String).join('|')}`;
    case 'compare':
      return `${test.attribute} ${test.operator} ${String(test.value)}`;
    case 'between':
      return `${test.attribute} in ${String(test.from)}..${String(test.to)}`;
    case 'contains':
      return `${test.attribute} contains ${test.value}`;
    case 'startsWith':
      return `${test.attribute} starts with ${test.value}`;
    case 'endsWith':
      return `${test.attribute} ends with ${test.value}`;
    case 'exists':
      return `${test.attribute} exists`;
  }
}
