/** What reading a file gave. */
export type FileAnswer =
  | { readonly kind: 'read'; readonly bytes: Uint8Array }
  | { readonly kind: 'missing' | 'directory' }
  /** Larger than the caller allowed; it was not read to its end. */
  | { readonly kind: 'too large'; readonly limit: number }
  | { readonly kind: 'failed'; readonly reason: string };

/** Reads files for people who name them. */
export interface FileReader {
  /** The folder that relative file names start from. */
  readonly cwd: string;
  /** @param limit the most bytes that are read */
  readFile(file: string, limit: number): FileAnswer;
}
