import { wellFormed } from './well-formed.js';

/** The text of a rule that AppConfig would refuse. */
export class RuleSyntaxError extends Error {
  /** Where in the rule: 0 is its first character. */
  readonly position: number;

  constructor(position: number, message: string) {
    super(`rule, character ${position + 1}: ${message}`);
    this.name = 'RuleSyntaxError';
    this.position = position;
  }
}

const ESCAPES: { readonly [letter: string]: string } = {
  '0': '\0',
  a: '\x07',
  b: '\b',
  t: '\t',
  n: '\n',
  f: '\f',
  r: '\r',
  v: '\v',
  '"': '"',
  "'": "'",
  '?': '?',
  '\\': '\\',
  '/': '/',
  '\n': '',
};
const HEX_DIGITS: { readonly [letter: string]: number } = { x: 2, u: 4, U: 8 };

/** Walks over the text of a rule: the lexical part of Amazon Ion that rules use. */
export class RuleReader {
  readonly #text: string;
  #position = 0;
  /** Where the token that was last taken begins. */
  #last = 0;

  constructor(text: string) {
    this.#text = text;
  }

  /** Takes the next match of a sticky `pattern` after white space; undefined when it does not match here. */
  take(pattern: RegExp): string | undefined {
    this.#skipSpace();
    const start = this.#position;
    const token = this.#match(pattern);
    if (token !== undefined) this.#last = start;
    return token;
  }

  /** Whether `symbol` comes next. */
  sees(symbol: string): boolean {
    this.#skipSpace();
    return this.#text.startsWith(symbol, this.#position);
  }

  /** Whether the text that was just taken is followed by something that belongs to no token. */
  endsToken(): boolean {
    return this.#match(/(?=[\s(),[\]"]|$)/y) !== undefined;
  }

  expect(symbol: string, where: string): void {
    if (!this.sees(symbol)) throw this.error(`expected "${symbol}" ${where}, found ${this.found()}`);
    this.#position += symbol.length;
  }

  /** A string between two of `delimiter`, escapes resolved. */
  quoted(delimiter: '"' | "'"): string {
    this.expect(delimiter, 'before text');
    this.#last = this.#position - delimiter.length;
    let value = '';
    for (;;) {
      const character = this.#text[this.#position];
      if (character === undefined || /[\n\r]/.test(character)) {
        throw this.errorAtLast(`the text that starts here has no closing ${delimiter} on its line`);
      }
      this.#position++;
      if (character === delimiter) return wellFormed(value);
      value += character === '\\' ? this.#escape() : character;
    }
  }

  /** What comes next, for messages. */
  found(): string {
    this.#skipSpace();
    const word = /^(?:[^\s()[\],]{1,20}|[()[\],])/.exec(this.#text.slice(this.#position))?.[0];
    return word === undefined ? 'the end of the rule' : JSON.stringify(word);
  }

  error(message: string): RuleSyntaxError {
    return new RuleSyntaxError(this.#position, message);
  }

  /** An error about `token`, which was just taken; or about what comes next, when it could not be taken. */
  refusal(token: string | undefined, message: string): RuleSyntaxError {
    return token === undefined
      ? this.error(`${this.found()} ${message}`)
      : this.errorAtLast(`${JSON.stringify(token)} ${message}`);
  }

  /** An error about the token that was last taken. */
  errorAtLast(message: string): RuleSyntaxError {
    return new RuleSyntaxError(this.#last, message);
  }

  #escape(): string {
    const letter = this.#text[this.#position++] ?? '';
    const digits = HEX_DIGITS[letter];
    if (digits !== undefined) {
      const code = this.#match(new RegExp(`[0-9A-Fa-f]{${digits}}`, 'y'));
      const value = code === undefined ? NaN : parseInt(code, 16);
      if (!(value <= 0x10ffff))
        throw this.error(`"\\${letter}" needs ${digits} hexadecimal digits of a Unicode character`);
      return String.fromCodePoint(value);
    }
    const plain = Object.hasOwn(ESCAPES, letter) ? ESCAPES[letter] : undefined;
    if (plain === undefined)
      throw this.error(`"\\${letter}" is no escape; a backslash itself is written "\\\\"`);
    return plain;
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#position;
    const match = pattern.exec(this.#text)?.[0];
    if (match !== undefined) this.#position += match.length;
    return match;
  }

  #skipSpace(): void {
    this.#match(/[ \t\r\n\v\f]*/y);
  }
}
