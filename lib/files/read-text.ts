import { decodeUtf8 } from '../plan/source/decode-utf8.js';
import type { Problem } from '../plan/source/problem.js';
import type { FileReader } from './file-reader.js';

/** The text of a file that a person wrote, or why there is none. */
export type TextAnswer =
  | { readonly kind: 'text'; readonly text: string }
  /** The file is there, and its content is wrong. */
  | { readonly kind: 'wrong'; readonly problem: Problem }
  | { readonly kind: 'unreadable'; readonly why: string; readonly advice: string };

/** Reads a text file; more than `limit` bytes are refused without being read. */
export function readText(files: FileReader, file: string, limit: number): TextAnswer {
  const answer = files.readFile(file, limit);
  switch (answer.kind) {
    case 'read':
      return decode(file, answer.bytes);
    case 'missing':
      return {
        kind: 'unreadable',
        why: 'there is no such file',
        advice: 'check the name; `phasegate init` writes a plan to begin with',
      };
    case 'directory':
      return { kind: 'unreadable', why: 'it is a folder', advice: 'name the file in it' };
    case 'too large':
      return { kind: 'wrong', problem: tooLarge(file, answer.limit) };
    case 'failed':
      return { kind: 'unreadable', why: answer.reason, advice: 'make it readable for you' };
  }
}

function tooLarge(file: string, limit: number): Problem {
  return {
    severity: 'error',
    code: 'too-large',
    file,
    line: 1,
    column: 1,
    found: `a file of more than ${String(limit / 1e6)} MB`,
    allowed: `at most ${String(limit / 1e6)} MB`,
    advice: 'move long lists of units to files of their own and name them with `list:`',
  };
}

function decode(file: string, bytes: Uint8Array): TextAnswer {
  const decoded = decodeUtf8(bytes);
  if (decoded.ok) return { kind: 'text', text: decoded.text };
  const { line, column, found, allowed, advice } = decoded;
  return {
    kind: 'wrong',
    problem: { severity: 'error', code: 'encoding', file, line, column, found, allowed, advice },
  };
}
