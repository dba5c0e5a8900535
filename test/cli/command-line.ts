import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { exitCode, type ExitName } from '../../lib/cli/exit-codes.js';
import { main } from '../../lib/cli/main.js';
import { nodeTerminal } from '../../lib/cli/node-terminal.js';
import type { Terminal } from '../../lib/cli/terminal.js';

/** The folder of the repository: names such as `plans/phoenix.yaml` are in it. */
export const REPOSITORY = resolve(import.meta.dirname, '../..');

/** What a command line wrote, and how it ended. */
export interface Ended {
  readonly exit: number;
  readonly out: string;
  readonly err: string;
}

const files = nodeTerminal();

/** Runs a command line in this process, on real files; `parts` replaces parts of the terminal. */
export async function phasegate(
  cwd: string,
  argv: readonly string[],
  parts: Partial<Terminal> = {},
): Promise<Ended> {
  let end: ExitName = 'ok';
  const written = { out: '', err: '' };
  await main(argv, {
    cwd,
    isTty: false,
    width: 80,
    color: false,
    debug: false,
    out: (text) => {
      written.out += text;
    },
    err: (text) => {
      written.err += text;
    },
    confirm: async () => Promise.resolve(false),
    end: (name) => {
      end = name;
    },
    readFile: (file, limit) => files.readFile(resolve(cwd, file), limit),
    writeFile: (file, text, overwrite) => files.writeFile(resolve(cwd, file), text, overwrite),
    ...parts,
  });
  return { exit: exitCode(end), ...written };
}

/** An empty folder of its own for every test of a file. */
export function inFolder(): {
  readonly path: () => string;
  readonly put: (name: string, content: string | Uint8Array) => string;
  readonly names: () => readonly string[];
} {
  let path = '';
  beforeEach(() => {
    path = mkdtempSync(join(tmpdir(), 'phasegate-cli-'));
  });
  afterEach(() => {
    rmSync(path, { recursive: true });
  });
  return {
    path: () => path,
    put: (name, content) => {
      mkdirSync(dirname(join(path, name)), { recursive: true });
      writeFileSync(join(path, name), content);
      return name;
    },
    names: () => readdirSync(path, { recursive: true }).map(String).sort(),
  };
}

/** Lines of a stack, and what JavaScript says when somebody forgot to think of it. */
export const STACK = /^\s+at .+:\d+:\d+|TypeError|ReferenceError|RangeError|\[object |undefined|NaN/mu;
