import type { CompileResult } from '../../flags/compile-input.js';
import { utf8Length } from '../../flags/well-formed.js';

/** What a document takes without any flag, and without the commas between them. */
const EMPTY = JSON.stringify({ version: '1', flags: {}, values: {} }).length;

/** The bytes of a document that changes flag by flag, without writing all of it again. */
export class DocumentSize {
  readonly #byFlag = new Map<string, number>();
  #sum = 0;

  constructor(result: CompileResult) {
    this.replace(result);
  }

  /** Puts the flags of `result` in the place of what they were; nothing when it could not be compiled. */
  replace(result: CompileResult): void {
    if (!result.ok) return;
    const { flags, values } = result.document;
    for (const flag of Object.keys(flags)) {
      // `"flag":` and a comma, in both parts.
      const keys = 2 * (lengthOf(flag) + ':,'.length);
      const size = keys + lengthOf(flags[flag]) + lengthOf(values[flag]);
      this.#sum += size - (this.#byFlag.get(flag) ?? 0);
      this.#byFlag.set(flag, size);
    }
  }

  /** UTF-8 bytes of the document as JSON. */
  get bytes(): number {
    return EMPTY + this.#sum - (this.#byFlag.size > 0 ? 2 : 0);
  }
}

function lengthOf(value: unknown): number {
  return utf8Length(JSON.stringify(value));
}
