import { mkdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { exitCode } from './exit-codes.js';
import { codeOf, reasonOf } from '../files/file-error.js';
import { nodeFiles } from '../files/node-files.js';
import type { Terminal, WriteAnswer } from './terminal.js';

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
    ...nodeFiles(cwd),
    isTty: stdout.isTTY,
    width: stdout.isTTY ? stdout.columns : PLAIN_WIDTH,
    color: stdout.isTTY && (env['NO_COLOR'] ?? '') === '' && env['TERM'] !== 'dumb',
    debug: (env['PHASEGATE_DEBUG'] ?? '') !== '',
    out: (text) => void stdout.write(text),
    err: (text) => void stderr.write(text),
    confirm: async (question) => {
      const lines = createInterface({ input: process.stdin, output: stderr });
      try {
        return /^y(es)?$/iu.test((await lines.question(`${question} [y/N] `)).trim());
      } finally {
        lines.close();
      }
    },
    end: (name) => {
      process.exitCode = exitCode(name);
    },
    writeFile: (file, text, overwrite) => writeText(resolve(cwd, file), text, overwrite),
  };
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
