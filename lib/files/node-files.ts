import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { resolve } from 'node:path';
import { codeOf, reasonOf } from './file-error.js';
import type { FileAnswer, FileReader } from './file-reader.js';

/** The files of this machine. @param cwd the folder that relative file names start from */
export function nodeFiles(cwd: string): FileReader {
  return { cwd, readFile: (file, limit) => readUpTo(resolve(cwd, file), limit) };
}

/** Reads a file without trusting its size: devices and pipes have none. */
function readUpTo(path: string, limit: number): FileAnswer {
  let descriptor: number | undefined;
  try {
    descriptor = openSync(path, 'r');
    const stat = fstatSync(descriptor);
    if (stat.isDirectory()) return { kind: 'directory' };
    if (stat.size > limit) return { kind: 'too large', limit };
    const buffer = Buffer.alloc((stat.isFile() ? stat.size : limit) + 1);
    let length = 0;
    for (;;) {
      const count = readSync(descriptor, buffer, length, buffer.length - length, null);
      length += count;
      if (length > limit) return { kind: 'too large', limit };
      if (count === 0) return { kind: 'read', bytes: buffer.subarray(0, length) };
    }
  } catch (error) {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return { kind: 'missing' };
    return { kind: 'failed', reason: reasonOf(error) };
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}
