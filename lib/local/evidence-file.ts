import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { chainLine, CHAIN_START, type EvidenceEntry } from '../runtime/evidence-chain.js';

/** Why an evidence file could not be begun. */
export class EvidenceFileExists extends Error {
  constructor(readonly file: string) {
    super(`${file} exists already`);
  }
}

/**
 * An append-only evidence file. Each entry is written as one whole line in one call, so that an interruption leaves
 * whole lines only.
 */
export class EvidenceFile {
  readonly #descriptor: number;
  #previous = CHAIN_START;

  /**
   * @param overwrite replaces an existing file; otherwise one is never touched
   * @throws EvidenceFileExists when there is a file and `overwrite` is not set
   */
  constructor(
    readonly file: string,
    overwrite: boolean,
  ) {
    mkdirSync(dirname(file), { recursive: true });
    try {
      this.#descriptor = openSync(file, overwrite ? 'w' : 'wx');
    } catch (error) {
      if (typeof error === 'object' && error !== null && 'code' in error && error.code === 'EEXIST')
        throw new EvidenceFileExists(file);
      throw error;
    }
  }

  append(entry: EvidenceEntry): void {
    const { line, hash } = chainLine(entry, this.#previous);
    writeSync(this.#descriptor, line);
    this.#previous = hash;
  }

  close(): void {
    closeSync(this.#descriptor);
  }
}
