import type { Literal, SegmentTest } from '../../plan/expressions/segment-test.js';
import type { Audience } from '../../plan/rollout-plan.js';

/** A value of an attribute; `undefined` = the unit does not have it. */
export type Value = Literal | undefined;

/**
 * The values of each attribute between which the tests can tell: on and around every literal, and one that no literal
 * names. The unit's own attribute is left out: it is given.
 */
export function tellingValues(
  tests: readonly SegmentTest[],
  audience: Audience,
): ReadonlyMap<string, readonly Value[]> {
  const found = new Map<string, Set<Value>>();
  const add = (attribute: string, ...values: readonly Value[]) => {
    if (attribute === audience.key) return;
    const known = found.get(attribute) ?? new Set<Value>();
    for (const value of values) known.add(value);
    found.set(attribute, known);
  };
  for (const [attribute, { type, ...rest }] of Object.entries(audience.attributes)) {
    const declared = 'values' in rest ? (rest.values ?? []) : [];
    if (declared.length > 0) add(attribute, ...declared);
    else if (type === 'boolean') add(attribute, true, false);
  }
  for (const leaf of tests.flatMap(leavesOf)) {
    const closed = (
      audience.attributes[leaf.attribute] as { readonly values?: readonly Literal[] } | undefined
    )?.values;
    add(leaf.attribute, ...valuesAround(leaf, closed !== undefined));
  }
  for (const [attribute, { type }] of Object.entries(audience.attributes)) {
    if (!found.has(attribute)) add(attribute, type === 'number' ? 1 : type === 'text' ? 'other' : true);
  }
  return new Map([...found].map(([attribute, values]) => [attribute, withoutOddNegatives([...values])]));
}

type Leaf = Exclude<SegmentTest, { readonly kind: 'and' | 'or' | 'not' }>;

function leavesOf(test: SegmentTest): readonly Leaf[] {
  switch (test.kind) {
    case 'and':
    case 'or':
      return test.tests.flatMap(leavesOf);
    case 'not':
      return leavesOf(test.test);
    default:
      return [test];
  }
}

/** @param closed whether the plan lists the values that the attribute can have */
function valuesAround(leaf: Leaf, closed: boolean): readonly Value[] {
  switch (leaf.kind) {
    case 'is':
      return aroundLiterals([leaf.value], closed);
    case 'oneOf':
      return aroundLiterals(leaf.values, closed);
    case 'compare':
      return [leaf.value - 1, leaf.value, leaf.value + 1];
    case 'between':
      return [leaf.from - 1, leaf.from, Math.round((leaf.from + leaf.to) / 2), leaf.to, leaf.to + 1];
    case 'contains':
      return [`a ${leaf.value} b`, 'other'];
    case 'startsWith':
      return [`${leaf.value} b`, 'other'];
    case 'endsWith':
      return [`a ${leaf.value}`, 'other'];
    case 'exists':
      return ['some', undefined];
  }
}

function aroundLiterals(literals: readonly Literal[], closed: boolean): readonly Value[] {
  const [first] = literals;
  if (typeof first === 'boolean') return [true, false];
  if (closed) return literals;
  return [...literals, typeof first === 'number' ? Math.max(...literals.map(Number)) + 1 : 'other'];
}

/** A count next to 0 is no -1 unless the plan itself speaks of negative numbers. */
function withoutOddNegatives(values: readonly Value[]): readonly Value[] {
  const numbers = values.filter((value) => typeof value === 'number');
  const lowest = Math.min(...numbers);
  return lowest === -1 && numbers.length > 1 ? values.filter((value) => value !== -1) : values;
}
