import { readNumber } from './amounts.js';
import type { Reader } from './reader.js';

/** A literal in a segment rule. */
export type Literal = string | number | boolean;

/**
 * A rule over context attributes, one to one on the operators of AppConfig's variant rules, so that every segment
 * of a plan can be served by the AppConfig agent without loss.
 */
export type SegmentTest =
  | { readonly kind: 'and' | 'or'; readonly tests: readonly SegmentTest[] }
  | { readonly kind: 'not'; readonly test: SegmentTest }
  | { readonly kind: 'is'; readonly attribute: string; readonly value: Literal }
  | { readonly kind: 'oneOf'; readonly attribute: string; readonly values: readonly Literal[] }
  | {
      readonly kind: 'compare';
      readonly attribute: string;
      readonly operator: '<' | '<=' | '>' | '>=';
      readonly value: number;
    }
  | { readonly kind: 'between'; readonly attribute: string; readonly from: number; readonly to: number }
  | {
      readonly kind: 'contains' | 'startsWith' | 'endsWith';
      readonly attribute: string;
      readonly value: string;
    }
  | { readonly kind: 'exists'; readonly attribute: string };

/** Reads a segment rule such as `customizations in 2..5 and risk is low`. */
export function readSegmentTest(reader: Reader): SegmentTest {
  const first = readOneTest(reader);
  const rest: SegmentTest[] = [];
  let joiner: 'and' | 'or' | undefined;
  for (;;) {
    const at = reader.here();
    const next = reader.oneOf(['and', 'or'] as const);
    if (next === undefined) break;
    if (joiner !== undefined && next !== joiner) {
      reader.refuse(at, [`\`${joiner}\``], 'put parentheses around the part that belongs together');
    }
    joiner = next;
    rest.push(readOneTest(reader));
  }
  return joiner === undefined ? first : { kind: joiner, tests: [first, ...rest] };
}

function readOneTest(reader: Reader): SegmentTest {
  if (reader.words('not')) return { kind: 'not', test: reader.nested(() => readOneTest(reader)) };
  if (reader.symbol('(')) {
    const inner = reader.nested(() => readSegmentTest(reader));
    reader.must(reader.symbol(')') || undefined);
    return inner;
  }
  const attribute = reader.must(reader.name('an attribute'));
  if (reader.words('exists')) return { kind: 'exists', attribute };
  if (reader.words('is')) return { kind: 'is', attribute, value: reader.must(readLiteral(reader)) };
  if (reader.words('contains')) return { kind: 'contains', attribute, value: readText(reader) };
  if (reader.words('starts', 'with')) return { kind: 'startsWith', attribute, value: readText(reader) };
  if (reader.words('ends', 'with')) return { kind: 'endsWith', attribute, value: readText(reader) };
  if (reader.words('in')) return readMembership(reader, attribute);
  const operator = reader.must((['<=', '>=', '<', '>'] as const).find((symbol) => reader.symbol(symbol)));
  return { kind: 'compare', attribute, operator, value: reader.must(readNumber(reader)) };
}

function readMembership(reader: Reader, attribute: string): SegmentTest {
  const start = reader.here();
  const range = reader.match(/(-?\d{1,15})\.\.(-?\d{1,15})/u, 'a range such as `2..5`');
  if (range) {
    const [from, to] = [Number(range[1]), Number(range[2])];
    if (from > to) reader.refuse(start, ['a range such as `2..5`'], 'the smaller figure comes first');
    return { kind: 'between', attribute, from, to };
  }
  const values = [reader.must(readLiteral(reader))];
  while (reader.symbol('|')) values.push(reader.must(readLiteral(reader)));
  return { kind: 'oneOf', attribute, values };
}

function readLiteral(reader: Reader): Literal | undefined {
  const number = readNumber(reader);
  if (number !== undefined) return number;
  if (reader.words('true')) return true;
  if (reader.words('false')) return false;
  return reader.match(/(?:[\p{L}_@]|[.]\p{L})[\p{L}\p{N}_./@-]*/u, 'a value')?.[0];
}

function readText(reader: Reader): string {
  return String(reader.must(readLiteral(reader)));
}

/** The attributes that a rule looks at. */
export function attributesOf(test: SegmentTest): readonly string[] {
  switch (test.kind) {
    case 'and':
    case 'or':
      return test.tests.flatMap(attributesOf);
    case 'not':
      return attributesOf(test.test);
    default:
      return [test.attribute];
  }
}
