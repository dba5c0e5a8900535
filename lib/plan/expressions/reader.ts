import { isReservedName } from './reserved-names.js';
import { adviceForSlip } from './slips.js';

/** Why an expression of the plan language could not be read. */
export interface ExpressionError {
  /** Where in the expression, counted in characters from 0; its length when something is missing at the end. */
  readonly offset: number;
  /** What stands there, for people: a quoted piece of the text, or "the end of ...". */
  readonly found: string;
  /** What would be allowed there. */
  readonly expected: readonly string[];
  /** What to do, where more can be said than the list of what is allowed. */
  readonly hint?: string;
}

export type ExpressionResult<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: ExpressionError };

class Unreadable extends Error {
  constructor(readonly error: ExpressionError) {
    super('unreadable expression');
  }
}

/** How deep parentheses, `not` and `ask ... to` may be nested. */
export const DEEPEST = 50;

const NOTHING_MORE = 'nothing more';
const stickyPatterns = new Map<string, RegExp>();

/**
 * Reads one expression from left to right. Every attempt that fails is remembered with its place, so that the error
 * names the furthest point that was reached and everything that would have been allowed there.
 */
export class Reader {
  #offset = 0;
  #furthest = 0;
  #depth = 0;
  #named: { readonly at: number; readonly label: string } | undefined;
  readonly #expected = new Set<string>();

  constructor(readonly text: string) {}

  get offset(): number {
    return this.#offset;
  }

  /** Consumes `pattern` (sticky) at the present place, after blanks; `label` says in errors what was looked for. */
  match(pattern: RegExp, label: string): RegExpExecArray | undefined {
    const start = this.#afterBlanks();
    const sticky = stickyPatterns.get(pattern.source) ?? new RegExp(pattern.source, 'uy');
    stickyPatterns.set(pattern.source, sticky);
    sticky.lastIndex = start;
    const found = sticky.exec(this.text);
    if (!found) {
      this.#missed(start, label);
      return undefined;
    }
    this.#offset = start + found[0].length;
    return found;
  }

  /** Consumes the words in order, or nothing. */
  words(...words: readonly string[]): boolean {
    const before = this.#offset;
    for (const [index, word] of words.entries()) {
      const start = this.#afterBlanks();
      const end = start + word.length;
      if (!this.text.startsWith(word, start) || /[\w-]/u.test(this.text[end] ?? '')) {
        this.#missed(start, `\`${words.slice(index).join(' ')}\``);
        this.#offset = before;
        return false;
      }
      this.#offset = end;
    }
    return true;
  }

  /** Consumes a symbol such as `<=` or `(`. */
  symbol(symbol: string): boolean {
    const start = this.#afterBlanks();
    if (!this.text.startsWith(symbol, start)) {
      this.#missed(start, `\`${symbol}\``);
      return false;
    }
    this.#offset = start + symbol.length;
    return true;
  }

  /** Consumes one of the words and says which; `undefined` when there is none. */
  oneOf<W extends string>(words: readonly W[]): W | undefined {
    return words.find((word) => this.words(...word.split(' ')));
  }

  /** Consumes a name: of a metric, a role, a segment. */
  name(label: string): string | undefined {
    const start = this.#afterBlanks();
    const name = this.match(/[A-Za-z][A-Za-z0-9_-]*/u, label)?.[0];
    if (name !== undefined && isReservedName(name))
      this.refuse(start, [label], 'this word is reserved: choose another name');
    return name;
  }

  /** Runs `rule`; what it looks for at the present place is called `label` in errors, whatever it tries there. */
  as<T>(label: string, rule: () => T): T {
    const outer = this.#named;
    const at = this.#afterBlanks();
    this.#named = outer?.at === at ? outer : { at, label };
    const value = rule();
    this.#named = outer;
    return value;
  }

  /** Runs `rule` one level deeper; nobody can read what is nested without end. */
  nested<T>(rule: () => T): T {
    if (this.#depth >= DEEPEST) {
      this.refuse(this.here(), [`${String(DEEPEST)} levels`], 'write a simpler expression');
    }
    this.#depth += 1;
    const value = rule();
    this.#depth -= 1;
    return value;
  }

  /** Offset of the next word: what an error about a name should point at. */
  here(): number {
    return this.#afterBlanks();
  }

  /** Goes back to `offset`, keeping what was learnt about what is allowed. */
  back(offset: number): undefined {
    this.#offset = offset;
    return undefined;
  }

  atEnd(): boolean {
    return this.#afterBlanks() === this.text.length;
  }

  /** What was read since `from`, on one line. */
  said(from = 0): string {
    return this.text.slice(from, this.#offset).trim().replace(/\s+/gu, ' ');
  }

  /** Gives up at the furthest place reached. */
  fail(hint?: string): never {
    this.#missed(this.#afterBlanks(), undefined);
    const expected = [...this.#expected].sort(
      (a, b) => Number(a === NOTHING_MORE) - Number(b === NOTHING_MORE),
    );
    const advice = hint ?? adviceForSlip(this.text, this.#furthest, expected);
    throw new Unreadable({
      offset: this.#furthest,
      found: this.#describe(this.#furthest),
      expected,
      ...(advice === undefined ? {} : { hint: advice }),
    });
  }

  /** Refuses what was read at `offset` although it has the right form. */
  refuse(offset: number, expected: readonly string[], hint: string): never {
    throw new Unreadable({ offset, found: this.#describe(offset), expected, hint });
  }

  /** The value, or the end of the attempt: for things that must come next. */
  must<T>(value: T | undefined): T {
    return value === undefined ? this.fail() : value;
  }

  /** Fails unless everything has been read. */
  end(): void {
    if (this.atEnd()) return;
    this.#missed(this.#afterBlanks(), NOTHING_MORE);
    this.fail();
  }

  #afterBlanks(): number {
    let at = this.#offset;
    while (' \t\n\r'.includes(this.text[at] ?? '.')) at += 1;
    return at;
  }

  #missed(at: number, label: string | undefined): void {
    if (at > this.#furthest) {
      this.#furthest = at;
      this.#expected.clear();
    }
    if (at !== this.#furthest || label === undefined) return;
    this.#expected.add(this.#named?.at === at ? this.#named.label : label);
  }

  #describe(offset: number): string {
    const rest = this.text.slice(offset, offset + 200);
    const word = /^(?:[\w.%$-]+|.)/su.exec(rest)?.[0];
    if (word === undefined)
      return this.text.trim() === '' ? 'an empty text' : `the end of \`${shorten(this.text.trim())}\``;
    return /^[\s\p{C}]/u.test(word) ? `the character U+${codePoint(word)}` : `\`${shorten(word)}\``;
  }
}

function shorten(text: string): string {
  return text.length > 60 ? `...${text.slice(-57)}` : text;
}

function codePoint(character: string): string {
  return (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
}

/** Runs `rule` over the whole of `text`; whatever is left over is an error. */
export function readExpression<T>(text: string, rule: (reader: Reader) => T): ExpressionResult<T> {
  const reader = new Reader(text);
  try {
    const value = rule(reader);
    reader.end();
    return { ok: true, value };
  } catch (error) {
    if (error instanceof Unreadable) return { ok: false, error: error.error };
    throw error;
  }
}
