import { isAlias, isMap, isNode, isPair, isScalar, isSeq, LineCounter, parseDocument, Scalar, visit, type Document, type Node, type Pair } from 'yaml';
import type { Path, PlacedProblem, Problem } from './problem.js';

/** The largest file that is read, in characters. */
export const LARGEST_SOURCE = 1_000_000;

/** A YAML file with its positions. */
export interface YamlSource {
  /** The plain value; `undefined` when the file cannot be read at all. */
  readonly value: unknown;
  /** Mistakes of the YAML itself. */
  readonly problems: readonly Problem[];
  /** Gives a problem its line and column. */
  readonly locate: (problem: PlacedProblem) => Problem;
}

const YAML_1_1_WORDS = /^(?:y|Y|yes|Yes|YES|n|N|no|No|NO|on|On|ON|off|Off|OFF)$/u;
const SEXAGESIMAL = /^[-+]?\d+(?::[0-5]?\d)+$/u;
const FORBIDDEN_KEYS = new Set(['__proto__', 'constructor', 'prototype']);

/** Reads YAML 1.2 and keeps where everything stands. Never throws. */
export function readYamlSource(file: string, text: string): YamlSource {
  if (text.length > LARGEST_SOURCE) {
    const problem: Problem = {
      severity: 'error',
      code: 'too-large',
      file,
      line: 1,
      column: 1,
      found: `a file of ${String(Math.round(text.length / 1e5) / 10)} million characters`,
      allowed: `at most ${String(LARGEST_SOURCE / 1e6)} million`,
      advice: 'move long lists of units to files of their own and name them with `list:`',
    };
    return { value: undefined, problems: [problem], locate: (placed) => ({ ...rest(placed), file, line: 1, column: 1 }) };
  }
  const lines = new LineCounter();
  const locateOffset = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return { file, line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  try {
    const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true, merge: false, prettyErrors: false, strict: true });
    const problems: Problem[] = document.errors.map((error) => ({
      severity: 'error',
      code: 'yaml',
      ...locateOffset(error.pos[0]),
      found: sayYamlError(error.code, error.message),
      advice: adviceFor(error.code, text.slice(error.pos[0], error.pos[0] + 1)),
    }));
    problems.push(...accidents(document, locateOffset));
    const value: unknown = problems.length === 0 ? document.toJS({ maxAliasCount: 100 }) : undefined;
    return { value, problems, locate: (placed) => ({ ...rest(placed), ...locateOffset(offsetOf(document, placed)) }) };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const problem: Problem = { severity: 'error', code: 'yaml', file, line: 1, column: 1, ...sayThrown(error) };
    return { value: undefined, problems: [problem], locate: (placed) => ({ ...rest(placed), file, line: 1, column: 1 }) };
  }
}

function rest(placed: PlacedProblem): Omit<Problem, 'file' | 'line' | 'column'> {
  const { severity, code, found, allowed, advice } = placed;
  return { severity, code, found, ...(allowed === undefined ? {} : { allowed }), ...(advice === undefined ? {} : { advice }) };
}

function sayThrown(error: Error): Pick<Problem, 'found' | 'advice'> {
  if (/alias/iu.test(error.message)) {
    return { found: 'aliases that would grow without measure', advice: 'write the repeated part out, or use fewer aliases' };
  }
  return { found: 'nesting too deep to be read', advice: 'a plan needs no more than a dozen levels' };
}

function sayYamlError(code: string, message: string): string {
  if (code === 'DUPLICATE_KEY') return 'the same key twice';
  return message.split('\n')[0]?.replace(/ at line \d+.*$/u, '') ?? code;
}

function adviceFor(code: string, at: string): string {
  if (code === 'DUPLICATE_KEY') return 'keep one of them';
  if ('>|%@*&!`'.includes(at)) return `a value cannot begin with \`${at}\`: begin with a name, or put the value in quotes`;
  return 'check the indentation and the quotes here';
}

/** What is legal YAML and yet not what its author means, or means something else to other readers. */
function accidents(document: Document, at: (offset: number) => { file: string; line: number; column: number }): readonly Problem[] {
  const problems: Problem[] = [];
  visit(document, {
    Pair: (_key, pair) => {
      const key = pair.key;
      if (!isScalar(key)) {
        problems.push({ severity: 'error', code: 'yaml-key', ...at(startOf(key)), found: 'a key that is not text', allowed: 'a name', advice: 'write a plain name before the colon' });
        return;
      }
      const keyText = String(key.value);
      if (FORBIDDEN_KEYS.has(keyText)) {
        problems.push({ severity: 'error', code: 'yaml-key', ...at(startOf(key)), found: `the key \`${keyText}\``, advice: 'choose another name' });
      } else if (key.type === Scalar.PLAIN && (YAML_1_1_WORDS.test(keyText) || typeof key.value === 'boolean')) {
        problems.push({
          severity: 'error',
          code: 'yaml-accident',
          ...at(startOf(key)),
          found: `the key \`${key.source ?? keyText}\`, which older YAML readers take for true or false`,
          allowed: '`at:` for a time, `old:` and `new:` for variants',
          advice: 'use another key',
        });
      }
    },
    Scalar: (_key, scalar) => {
      const source = scalar.source ?? '';
      if (scalar.type !== Scalar.PLAIN || _key === 'key') return;
      if (YAML_1_1_WORDS.test(source) || SEXAGESIMAL.test(source)) {
        const meaning = SEXAGESIMAL.test(source) ? 'a number to the base of 60' : 'true or false';
        problems.push({
          severity: 'error',
          code: 'yaml-accident',
          ...at(startOf(scalar)),
          found: `\`${source}\` without quotes, which older YAML readers take for ${meaning}`,
          allowed: `"${source}"`,
          advice: 'put it in quotes',
        });
      }
    },
    Node: (_key, node) => {
      const tag = 'tag' in node ? node.tag : undefined;
      if (tag !== undefined && !tag.startsWith('tag:yaml.org,2002:')) {
        problems.push({ severity: 'error', code: 'yaml-tag', ...at(startOf(node)), found: `the tag \`${tag}\``, advice: 'a plan needs no tags' });
      }
      return undefined;
    },
  });
  return problems;
}

function startOf(node: unknown): number {
  return isNode(node) ? (node.range?.[0] ?? 0) : 0;
}

/** Follows `path`; where the way ends (a missing key), the place of the last thing that exists. */
function offsetOf(document: Document, placed: PlacedProblem): number {
  let node: unknown = document.contents;
  let keyOffset = startOf(node);
  for (const part of placed.path) {
    const inside: Node | undefined = isAlias(node) ? node.resolve(document) : isNode(node) ? node : undefined;
    const next = child(inside, part);
    if (!next) return keyOffset;
    if (isPair(next)) {
      keyOffset = startOf(next.key);
      node = next.value;
    } else {
      node = next;
      keyOffset = startOf(next);
    }
  }
  if (placed.atKey === true || !isNode(node)) return keyOffset;
  if (placed.offset === undefined || !isScalar(node)) return startOf(node);
  const quoted = node.type === Scalar.QUOTE_DOUBLE || node.type === Scalar.QUOTE_SINGLE ? 1 : 0;
  return startOf(node) + quoted + placed.offset;
}

function child(node: unknown, part: string | number): Node | Pair | undefined {
  if (isMap(node)) return node.items.find((pair) => isScalar(pair.key) && String(pair.key.value) === String(part));
  if (isSeq(node) && typeof part === 'number') {
    const item = node.items[part];
    return isNode(item) ? item : undefined;
  }
  return undefined;
}
