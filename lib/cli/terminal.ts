import type { FileReader } from '../files/file-reader.js';
import type { ExitName } from './exit-codes.js';

/** What writing a file gave. */
export type WriteAnswer =
  { readonly kind: 'written' | 'exists' } | { readonly kind: 'failed'; readonly reason: string };

/**
 * Everything that a command may use of the machine it runs on: what people see, and files. Tests run commands in this
 * process against one of their own.
 */
export interface Terminal extends FileReader {
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
  /** Asks a person who watches for yes or no; anything but yes is no. */
  confirm(question: string): Promise<boolean>;
  /** Says how the command ended; the last word counts, `ok` when nothing is said. */
  end(name: ExitName): void;
  /** Writes a text file and the folders above it; an existing one is left alone unless `overwrite`. */
  writeFile(file: string, text: string, overwrite: boolean): WriteAnswer;
}
