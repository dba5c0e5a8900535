import type { Literal, SegmentTest } from '../../plan/expressions/segment-test.js';
import { isSame } from './is-same.js';

/**
 * Whether every unit that keeps `inner` provably keeps `outer`. False says only that it cannot be proved here; `not` is
 * proved of equal rules alone.
 */
export function contains(outer: SegmentTest, inner: SegmentTest): boolean {
  if (isSame(outer, inner)) return true;
  if (inner.kind === 'or') return inner.tests.every((one) => contains(outer, one));
  if (outer.kind === 'and') return outer.tests.every((one) => contains(one, inner));
  if (outer.kind === 'or' && outer.tests.some((one) => contains(one, inner))) return true;
  if (inner.kind === 'and') return inner.tests.some((one) => contains(outer, one));
  if (!asksValue(inner) || !asksValue(outer)) return false;
  if (inner.attribute !== outer.attribute) return false;
  return outer.kind === 'exists' || containsValues(outer, inner);
}

type ValueTest = Exclude<SegmentTest, { readonly kind: 'and' | 'or' | 'not' }>;

function asksValue(test: SegmentTest): test is ValueTest {
  return 'attribute' in test;
}

function containsValues(outer: ValueTest, inner: ValueTest): boolean {
  const [values, innerValues] = [valuesOf(outer), valuesOf(inner)];
  if (values && innerValues) return innerValues.every((one) => values.includes(one));
  const [range, innerRange] = [rangeOf(outer), rangeOf(inner)];
  if (!range || !innerRange) return false;
  return reaches(range.low, innerRange.low, -1) && reaches(range.high, innerRange.high, 1);
}

function valuesOf(test: ValueTest): readonly Literal[] | undefined {
  if (test.kind === 'is') return [test.value];
  return test.kind === 'oneOf' ? test.values : undefined;
}

/** The end of a range of numbers, and whether it belongs to it. */
interface End {
  readonly value: number;
  readonly included: boolean;
}

function rangeOf(test: ValueTest): { readonly low: End; readonly high: End } | undefined {
  const open = (value: number): End => ({ value, included: true });
  if (test.kind === 'between') return { low: open(test.from), high: open(test.to) };
  if (test.kind !== 'compare') return undefined;
  const end: End = { value: test.value, included: test.operator.endsWith('=') };
  return test.operator.startsWith('<')
    ? { low: open(-Infinity), high: end }
    : { low: end, high: open(Infinity) };
}

/** Whether an end lies at least as far out as another. */
function reaches(outer: End, inner: End, direction: 1 | -1): boolean {
  if (outer.value === inner.value) return outer.included || !inner.included;
  return (outer.value - inner.value) * direction > 0;
}
