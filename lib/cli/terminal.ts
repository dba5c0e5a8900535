import type { ExitName } from './exit-codes.js';

/** What reading a file gave. */
export type FileAnswer =
  | { readonly kind: 'read'; readonly bytes: Uint8Array }
  | { readonly kind: 'missing' | 'directory' }
  /** Larger than the caller allowed; it was not read to its end. */
  | { readonly kind: 'too large'; readonly limit: number }
  | { readonly kind: 'failed'; readonly reason: string };

/** What writing a file gave. */
export type WriteAnswer =
  { readonly kind: 'written' | 'exists' } | { readonly kind: 'failed'; readonly reason: string };

/**
 * Everything that a command may use of the machine it runs on: what people see, and files. Tests run commands in this
 * process against one of their own.
 */
export interface Terminal {
  /** The folder that relative file names start from. */
  readonly cwd: string;
  /** Whether a person watches. */
  readonly isTty: boolean;
  /** Columns. */
  readonly width: number;
  /** Whether text may be coloured; nothing is ever said by colour alone. */
  readonly color: boolean;
  /** Whether defects are shown with their stack. */
  readonly debug: boolean;
  /** Writes what was asked for. */
  out(text: string): void;
  /** Writes what went wrong. */
  err(text: string): void;
  /** Says how the command ended; the last word counts, `ok` when nothing is said. */
  end(name: ExitName): void;
  /** @param limit the most bytes that are read */
  readFile(file: string, limit: number): FileAnswer;
  /** Writes a text file and the folders above it; an existing one is left alone unless `overwrite`. */
  writeFile(file: string, text: string, overwrite: boolean): WriteAnswer;
}
