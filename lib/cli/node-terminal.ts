import { closeSync, fstatSync, mkdirSync, openSync, readSync, statSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { exitCode } from './exit-codes.js';
import type { FileAnswer, Terminal, WriteAnswer } from './terminal.js';

/** Columns when the output goes to a file or a pipe. */
const PLAIN_WIDTH = 100;

/** The terminal of this process. */
export function nodeTerminal(): Terminal {
  const { env, stdout, stderr } = process;
  const cwd = process.cwd();
  // A reader that has seen enough (`| head`) closes the pipe: that is no error.
  for (const stream of [stdout, stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
    });
  }
  return {
    cwd,
    isTty: stdout.isTTY,
    width: stdout.isTTY ? stdout.columns : PLAIN_WIDTH,
    color: stdout.isTTY && (env['NO_COLOR'] ?? '') === '' && env['TERM'] !== 'dumb',
    debug: (env['PHASEGATE_DEBUG'] ?? '') !== '',
    out: (text) => void stdout.write(text),
    err: (text) => void stderr.write(text),
    end: (name) => {
      process.exitCode = exitCode(name);
    },
    readFile: (file, limit) => readUpTo(resolve(cwd, file), limit),
    writeFile: (file, text, overwrite) => writeText(resolve(cwd, file), text, overwrite),
  };
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

function writeText(path: string, text: string, overwrite: boolean): WriteAnswer {
  try {
    mkdirSync(dirname(path), { recursive: true });
  } catch (error) {
    return { kind: 'failed', reason: reasonOf(error) };
  }
  try {
    writeFileSync(path, text, { flag: overwrite ? 'w' : 'wx' });
    return { kind: 'written' };
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') return { kind: 'failed', reason: reasonOf(error) };
    const isFolder = statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
    return isFolder ? { kind: 'failed', reason: 'it is a folder' } : { kind: 'exists' };
  }
}

function codeOf(error: unknown): string | undefined {
  return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : undefined;
}

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EISDIR: 'it is a folder',
  ENOTDIR: 'a part of the path is not a folder',
  ENOSPC: 'the disk is full',
  EROFS: 'the disk is read-only',
  EEXIST: 'a file is where a folder should be',
  ELOOP: 'its links lead in a circle',
  ENAMETOOLONG: 'the name is too long',
};

function reasonOf(error: unknown): string {
  const code = codeOf(error);
  return (
    (code === undefined ? undefined : REASONS[code]) ??
    (error instanceof Error ? error.message : String(error))
  );
}
