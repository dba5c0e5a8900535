import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { pythonEnvironment } from './python-environment.js';

const HERE = 'test/emulator/ministack';
const PATIENCE_MS = 30_000;

export interface Emulator {
  readonly endpoint: string;
  /** What it has written so far. */
  log(): string;
  stop(): Promise<void>;
}

/**
 * Starts MiniStack on loopback, in a process of its own with an empty environment: its functions inherit what it has.
 * It ends with this process, however that ends.
 * @throws when it is not ready in time, with its log
 */
export async function startEmulator(): Promise<Emulator> {
  const programs = pythonEnvironment('ministack', `${HERE}/requirements.txt`);
  const port = await freePort();
  const folder = mkdtempSync(join(tmpdir(), 'phasegate-emulator-'));
  const logFile = join(folder, 'ministack.log');
  const output = openSync(logFile, 'w');
  const child = spawn(join(programs, 'python'), [`${HERE}/launch.py`], {
    stdio: ['pipe', output, output],
    env: {
      PATH: process.env['PATH'],
      HOME: process.env['HOME'],
      TMPDIR: folder,
      BIND_HOST: '127.0.0.1',
      GATEWAY_PORT: String(port),
      NODE_NO_WARNINGS: '1',
    },
  });
  closeSync(output);
  let unstartable = '';
  child.once('error', ({ message }) => {
    unstartable = message;
  });
  const endpoint = `http://127.0.0.1:${String(port)}`;
  const log = (): string => readFileSync(logFile, 'utf8');
  const stop = async (): Promise<void> => {
    await ended(child);
    rmSync(folder, { recursive: true, force: true });
  };
  const end = Date.now() + PATIENCE_MS;
  while (!(await isReady(endpoint))) {
    if (hasEnded(child) || Date.now() > end) {
      const said = `${unstartable}${log()}`;
      await stop();
      throw new Error(`the emulator did not start:\n${said}`);
    }
    await pause(50);
  }
  return { endpoint, log, stop };
}

async function isReady(endpoint: string): Promise<boolean> {
  try {
    return (await fetch(`${endpoint}/_ministack/ready`)).ok;
  } catch {
    return false;
  }
}

function hasEnded({ pid, exitCode, signalCode }: ChildProcess): boolean {
  return pid === undefined || exitCode !== null || signalCode !== null;
}

async function ended(child: ChildProcess): Promise<void> {
  if (hasEnded(child)) return;
  const gone = new Promise((done) => child.once('exit', done));
  child.kill('SIGTERM');
  const late = setTimeout(() => child.kill('SIGKILL'), 5_000);
  await gone;
  clearTimeout(late);
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const address = server.address();
  await new Promise((done) => server.close(done));
  if (address === null || typeof address === 'string') throw new Error('no free port');
  return address.port;
}
