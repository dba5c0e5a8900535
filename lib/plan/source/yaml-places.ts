import {
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  Scalar,
  visit,
  type Document,
  type Node,
  type Pair,
  type YAMLMap,
} from 'yaml';
import type { PlacedProblem } from './problem.js';

/** Finds where in the text of a YAML file something stands. */
export class Places {
  readonly #keys = new WeakMap<YAMLMap, ReadonlyMap<string, Pair>>();
  #anchors: ReadonlyMap<string, Node> | undefined;

  constructor(
    private readonly document: Document,
    private readonly text: string,
  ) {}

  /** Characters into the file. Where the path ends early (a missing key), the place of the last thing that exists. */
  offsetOf(placed: Pick<PlacedProblem, 'path' | 'offset' | 'atKey'>): number {
    let node: unknown = this.document.contents;
    let last = startOf(node);
    for (const part of placed.path) {
      const inside = isAlias(node) ? this.#target(node.source) : node;
      const next = this.#child(inside, part);
      if (next === 'itself') continue;
      if (next === undefined) return last;
      if ('key' in next) {
        last = startOf(next.key);
        node = next.value;
      } else {
        last = startOf(next);
        node = next;
      }
    }
    if (placed.atKey === true || !isNode(node)) return last;
    const value = isAlias(node) && placed.offset !== undefined ? this.#target(node.source) : node;
    if (placed.offset === undefined || !isScalar(value)) return startOf(node);
    return placeInScalar(value, this.text, placed.offset);
  }

  /**
   * The plan language lets one thing stand for a list of one, and a list for a mapping with `all`: a path may name
   * an item or a key that was not written.
   */
  #child(node: unknown, part: string | number): Pair | Node | 'itself' | undefined {
    if (isMap(node)) return this.#pairs(node).get(String(part)) ?? (part === 0 ? 'itself' : undefined);
    if (isSeq(node)) {
      if (typeof part !== 'number') return 'itself';
      const item = node.items[part];
      return isNode(item) ? item : undefined;
    }
    return isScalar(node) && part === 0 ? 'itself' : undefined;
  }

  #pairs(map: YAMLMap): ReadonlyMap<string, Pair> {
    const known = this.#keys.get(map);
    if (known) return known;
    // The first of several pairs with the same key, as in the value that was read.
    const pairs = new Map<string, Pair>();
    for (const pair of map.items) {
      if (isScalar(pair.key) && !pairs.has(String(pair.key.value))) pairs.set(String(pair.key.value), pair);
    }
    this.#keys.set(map, pairs);
    return pairs;
  }

  #target(anchor: string): Node | undefined {
    if (!this.#anchors) {
      const anchors = new Map<string, Node>();
      visit(this.document, {
        Value: (_key, node) => {
          if (node.anchor !== undefined) anchors.set(node.anchor, node);
        },
      });
      this.#anchors = anchors;
    }
    return this.#anchors.get(anchor);
  }
}

function startOf(node: unknown): number {
  return isNode(node) ? (node.range?.[0] ?? 0) : 0;
}

/** Where the character `offset` of a scalar's value stands in the text: escapes and folded lines are longer there. */
function placeInScalar(scalar: Scalar, text: string, offset: number): number {
  const [start, end] = scalar.range ?? [0, 0];
  const value = String(scalar.value);
  let at = start;
  if (scalar.type === Scalar.QUOTE_DOUBLE || scalar.type === Scalar.QUOTE_SINGLE) at += 1;
  if (scalar.type === Scalar.BLOCK_FOLDED || scalar.type === Scalar.BLOCK_LITERAL) {
    at = skipBlanks(text, Math.min(end, nextLine(text, start)), end);
  }
  for (let read = 0; read < Math.min(offset, value.length); read += 1) {
    at = behindBreak(scalar.type, text, at, end);
    at += lengthInText(scalar.type, text, at, end, value[read] ?? '');
  }
  return Math.min(behindBreak(scalar.type, text, at, end), end);
}

/** In double quotes an escaped line break stands for nothing. */
function behindBreak(type: Scalar['type'], text: string, at: number, end: number): number {
  const broken = type === Scalar.QUOTE_DOUBLE && /^\\\r?\n/u.test(text.slice(at, at + 3));
  return broken ? skipBlanks(text, at + 2, end) : at;
}

/** How many characters of the text stand for the next character of the value. */
function lengthInText(
  type: Scalar['type'],
  text: string,
  at: number,
  end: number,
  character: string,
): number {
  if (type === Scalar.QUOTE_DOUBLE && text[at] === '\\') {
    return { x: 4, u: 6, U: 10 }[text[at + 1] ?? ''] ?? 2;
  }
  if (type === Scalar.QUOTE_SINGLE && text.startsWith("''", at)) return 2;
  if (character !== ' ' && character !== '\n') return 1;
  const rest = skipBlanks(text, at, end);
  return text.slice(at, rest).includes('\n') ? rest - at : 1;
}

function nextLine(text: string, from: number): number {
  const feed = text.indexOf('\n', from);
  return feed < 0 ? text.length : feed + 1;
}

function skipBlanks(text: string, from: number, end: number): number {
  let at = from;
  while (at < end && ' \t\r\n'.includes(text[at] ?? '')) at += 1;
  return at;
}
