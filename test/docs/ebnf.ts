/** What a rule of a grammar says. */
export type Node =
  | { readonly kind: 'words'; readonly words: readonly string[] }
  | { readonly kind: 'token' | 'rule'; readonly name: string }
  | { readonly kind: 'row' | 'choice'; readonly of: readonly Node[] }
  | { readonly kind: 'optional' | 'repeated'; readonly of: Node };

/** A class of words that a grammar names in capitals: what it looks like, and some of them. */
export interface Token {
  readonly pattern: RegExp;
  readonly examples: readonly string[];
}

export interface Grammar {
  readonly rules: Readonly<Record<string, Node>>;
  readonly tokens: Readonly<Record<string, Token>>;
}

/** Reads rules `name = ...`; further lines of a rule are indented. */
export function readRules(text: string): Readonly<Record<string, Node>> {
  const joined = text.replace(/\n\s+/gu, ' ').split('\n');
  return Object.fromEntries(
    joined
      .filter((line) => line !== '')
      .map((line): [string, Node] => {
        const [, name, body] = /^([a-z]+)\s*=\s*(.*)$/u.exec(line) ?? [];
        if (name === undefined || body === undefined) throw new Error(`not a rule: ${line}`);
        return [name, new RuleReader(body).read()];
      }),
  );
}

/** Reads lines `NAME  pattern  examples`, separated by two blanks. */
export function readTokens(text: string): Readonly<Record<string, Token>> {
  return Object.fromEntries(
    text
      .split('\n')
      .filter((line) => line !== '')
      .map((line): [string, Token] => {
        const [name, pattern, ...examples] = line.split(/\s{2,}/u);
        if (name === undefined || pattern === undefined || examples.length === 0)
          throw new Error(`not a token: ${line}`);
        return [name, { pattern: new RegExp(pattern, 'uy'), examples }];
      }),
  );
}

class RuleReader {
  readonly #parts: readonly string[];
  #at = 0;

  constructor(readonly body: string) {
    this.#parts = body.match(/"[^"]+"|[A-Za-z]+|[[\]{}()|]/gu) ?? [];
  }

  read(): Node {
    const node = this.#choice();
    if (this.#at < this.#parts.length) throw new Error(`left over in ${this.body}`);
    return node;
  }

  #choice(): Node {
    const of = [this.#row()];
    while (this.#take('|')) of.push(this.#row());
    return of.length === 1 && of[0] ? of[0] : { kind: 'choice', of };
  }

  #row(): Node {
    const of: Node[] = [];
    for (;;) {
      const part = this.#parts[this.#at];
      if (part === undefined || ['|', ']', '}', ')'].includes(part)) return { kind: 'row', of };
      of.push(this.#one(part));
    }
  }

  #one(part: string): Node {
    this.#at += 1;
    if (part === '[') return { kind: 'optional', of: this.#until(']') };
    if (part === '{') return { kind: 'repeated', of: this.#until('}') };
    if (part === '(') return this.#until(')');
    if (part.startsWith('"')) return { kind: 'words', words: part.slice(1, -1).split(' ') };
    return { kind: part === part.toUpperCase() ? 'token' : 'rule', name: part };
  }

  #until(close: string): Node {
    const node = this.#choice();
    if (!this.#take(close)) throw new Error(`no ${close} in ${this.body}`);
    return node;
  }

  #take(part: string): boolean {
    if (this.#parts[this.#at] !== part) return false;
    this.#at += 1;
    return true;
  }
}

/** Whether the grammar derives `text` from its rule `name`. */
export function derives(grammar: Grammar, name: string, text: string): boolean {
  const blanks = (at: number): number => at + (/^\s*/u.exec(text.slice(at))?.[0].length ?? 0);
  const ends = (node: Node, at: number): ReadonlySet<number> => {
    switch (node.kind) {
      case 'words': {
        let end = at;
        for (const word of node.words) {
          const start = blanks(end);
          const isWord = /^\w/u.test(word);
          if (!text.startsWith(word, start) || (isWord && /[\w-]/u.test(text[start + word.length] ?? '')))
            return new Set();
          end = start + word.length;
        }
        return new Set([end]);
      }
      case 'token': {
        const start = blanks(at);
        const { pattern } = tokenOf(grammar, node.name);
        pattern.lastIndex = start;
        const length = pattern.exec(text)?.[0].length;
        return new Set(length === undefined ? [] : [start + length]);
      }
      case 'rule':
        return ends(ruleOf(grammar, node.name), at);
      case 'row':
        return node.of.reduce<ReadonlySet<number>>(
          (from, one) => new Set([...from].flatMap((start) => [...ends(one, start)])),
          new Set([at]),
        );
      case 'choice':
        return new Set(node.of.flatMap((one) => [...ends(one, at)]));
      case 'optional':
        return new Set([at, ...ends(node.of, at)]);
      case 'repeated': {
        const all = new Set([at]);
        for (const start of all) for (const end of ends(node.of, start)) all.add(end);
        return all;
      }
    }
  };
  return [...ends(ruleOf(grammar, name), 0)].some((end) => blanks(end) === text.length);
}

/** How deep a sentence may branch before it takes the shortest way on: the last alternative of a choice. */
const DEEP = 14;

/**
 * A sentence that the grammar derives from its rule `name`.
 * @param choose gives a number from 0 to `most`
 */
export function sentence(grammar: Grammar, name: string, choose: (most: number) => number): string {
  const say = (node: Node, depth: number): readonly string[] => {
    switch (node.kind) {
      case 'words':
        return node.words;
      case 'token': {
        const { examples } = tokenOf(grammar, node.name);
        return [examples[choose(examples.length - 1)] ?? ''];
      }
      case 'rule':
        return say(ruleOf(grammar, node.name), depth + 1);
      case 'row':
        return node.of.flatMap((one) => say(one, depth));
      case 'choice': {
        const last = node.of.length - 1;
        const chosen = node.of[depth > DEEP ? last : choose(last)];
        return chosen ? say(chosen, depth + 1) : [];
      }
      case 'optional':
        return depth <= DEEP && choose(1) === 1 ? say(node.of, depth + 1) : [];
      case 'repeated':
        return Array.from({ length: depth > DEEP ? 0 : choose(2) }).flatMap(() => say(node.of, depth + 1));
    }
  };
  return say(ruleOf(grammar, name), 0).join(' ');
}

function ruleOf(grammar: Grammar, name: string): Node {
  const rule = grammar.rules[name];
  if (!rule) throw new Error(`the grammar has no rule ${name}`);
  return rule;
}

function tokenOf(grammar: Grammar, name: string): Token {
  const token = grammar.tokens[name];
  if (!token) throw new Error(`the grammar has no token ${name}`);
  return token;
}
