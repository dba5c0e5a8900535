import {
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  type Alias,
  type Node,
  type Scalar,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml';
import type { Path, Problem } from './problem.js';
import { keyAccident, valueAccident } from './yaml-accidents.js';

/** How deep a file may be nested, and how many values it may have when every alias is written out. */
export const DEEPEST_TREE = 60;
const LARGEST_TREE = 60_000;

/** Something that is wrong with the YAML at a place. */
interface Mistake extends Pick<Problem, 'code' | 'found' | 'allowed' | 'advice'> {
  /** The part of the value that cannot be trusted because of it; none when it does no harm to the rest. */
  readonly path?: Path;
  /** Characters into the text. */
  readonly at: number;
}

export interface Tree {
  /** The plain value; parts that could not be read are left out. */
  readonly value: unknown;
  readonly mistakes: readonly Mistake[];
  /** The scalars in which something else is wrong. */
  readonly wrong: readonly Path[];
}

/**
 * Turns the nodes of a YAML document into plain values, and finds what is legal YAML and yet no good.
 * @param known offsets, in order, of mistakes that were reported already
 */
export function readTree(root: Node | null, known: readonly number[]): Tree {
  const reader = new TreeReader(known);
  return { value: reader.read(root, []), mistakes: reader.mistakes, wrong: reader.wrong };
}

type Anchored = { readonly value: unknown; readonly size: number } | 'unfinished';

class TreeReader {
  readonly mistakes: Mistake[] = [];
  readonly wrong: Path[] = [];
  readonly #anchors = new Map<string, Anchored>();
  #size = 0;
  #full = false;
  #nextKnown = 0;

  constructor(private readonly known: readonly number[]) {}

  read(node: unknown, path: Path): unknown {
    this.#size += 1;
    if (node === null || node === undefined || this.#full) return null;
    if (isAlias(node)) return this.#readAlias(node, path);
    if (!isNode(node)) return null;
    this.#checkTag(node, path);
    const anchor = 'anchor' in node && typeof node.anchor === 'string' ? node.anchor : undefined;
    if (anchor !== undefined) this.#anchors.set(anchor, 'unfinished');
    const before = this.#size;
    const value = this.#readNode(node, path);
    if (anchor !== undefined) this.#anchors.set(anchor, { value, size: this.#size - before + 1 });
    return value;
  }

  #readNode(node: Node, path: Path): unknown {
    if (path.length > DEEPEST_TREE) {
      this.#report(path, node, {
        code: 'yaml',
        found: 'nesting too deep to be read',
        advice: 'a plan needs no more than a dozen levels',
      });
      return null;
    }
    if (isMap(node)) return this.#readMap(node, path);
    if (isSeq(node)) return this.#readList(node, path);
    if (!isScalar(node)) return null;
    const accident = valueAccident(node);
    if (accident) this.#report(path, node, accident);
    else if (this.#isKnown(node)) this.wrong.push(path);
    return node.value;
  }

  /** Scalars are read in the order of the file, as the known mistakes are. */
  #isKnown(scalar: Scalar): boolean {
    const [start, end] = scalar.range ?? [0, 0];
    while ((this.known[this.#nextKnown] ?? Infinity) < start) this.#nextKnown += 1;
    return (this.known[this.#nextKnown] ?? Infinity) <= end;
  }

  #readMap(map: YAMLMap, path: Path): Readonly<Record<string, unknown>> {
    const value: Record<string, unknown> = {};
    const seen = new Set<string>();
    for (const pair of map.items) {
      if (!isScalar(pair.key)) {
        this.#report(path, pair.key, {
          code: 'yaml-key',
          found: 'a key that is not text',
          allowed: 'a name',
          advice: 'write a plain name before the colon',
        });
        continue;
      }
      const key = String(pair.key.value);
      const inside: Path = [...path, key];
      const accident = keyAccident(pair.key);
      if (accident) {
        this.#report(inside, pair.key, accident);
        continue;
      }
      if (seen.has(key)) {
        this.#report(undefined, pair.key, {
          code: 'yaml',
          found: `the key \`${key}\` a second time`,
          allowed: 'each key once',
          advice: 'keep one of them',
        });
        continue;
      }
      seen.add(key);
      value[key] = this.read(pair.value, inside);
    }
    return value;
  }

  #readList(list: YAMLSeq, path: Path): readonly unknown[] {
    return list.items.map((item, index) => this.read(item, [...path, index]));
  }

  #readAlias(alias: Alias, path: Path): unknown {
    const anchored = this.#anchors.get(alias.source);
    if (anchored === undefined || anchored === 'unfinished') {
      const found = anchored
        ? `\`*${alias.source}\` inside of what it names`
        : `\`*${alias.source}\`, which nothing above is named`;
      this.#report(path, alias, {
        code: 'yaml-alias',
        found,
        allowed: `a name given with \`&\` further up`,
        advice: 'write the repeated part out',
      });
      return null;
    }
    this.#size += anchored.size;
    if (this.#size > LARGEST_TREE) {
      this.#full = true;
      this.#report(path, alias, {
        code: 'yaml-alias',
        found: 'aliases that multiply into too many values',
        allowed: `at most ${String(LARGEST_TREE)} values when every alias is written out`,
        advice: 'use fewer aliases',
      });
      return null;
    }
    return anchored.value;
  }

  #checkTag(node: Node, path: Path): void {
    const tag = 'tag' in node ? node.tag : undefined;
    if (tag === undefined || tag === '!') return;
    this.#report(path, node, {
      code: 'yaml-tag',
      found: `the tag \`${tag}\``,
      allowed: 'plain values',
      advice: 'remove the tag',
    });
  }

  #report(path: Path | undefined, node: unknown, words: Omit<Mistake, 'path' | 'at'>): void {
    this.mistakes.push({
      ...(path ? { path } : {}),
      at: isNode(node) ? (node.range?.[0] ?? 0) : 0,
      ...words,
    });
  }
}
