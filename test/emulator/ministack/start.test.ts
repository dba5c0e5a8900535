import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { startEmulator } from './start.js';

const PATIENCE_MS = 15_000;

async function answers(endpoint: string): Promise<boolean> {
  return fetch(`${endpoint}/_ministack/health`).then(
    ({ ok }) => ok,
    () => false,
  );
}
async function untilSilent(endpoint: string): Promise<boolean> {
  const end = Date.now() + PATIENCE_MS;
  while (await answers(endpoint)) {
    if (Date.now() > end) return false;
    await pause(100);
  }
  return true;
}

describe('the emulator', () => {
  it('is there until it is stopped, and may be stopped twice', async () => {
    const emulator = await startEmulator();
    expect(await answers(emulator.endpoint)).toBe(true);
    await emulator.stop();
    expect(await answers(emulator.endpoint)).toBe(false);
    await emulator.stop();
  });

  it.each(['SIGKILL', 'SIGTERM', 'SIGINT'] as const)(
    'ends with the process that has started it, when that gets a %s',
    async (signal) => {
      const folder = mkdtempSync(join(tmpdir(), 'phasegate-starter-'));
      const script = `import { startEmulator } from './test/emulator/ministack/start.ts';
        process.stdout.write((await startEmulator()).endpoint);`;
      const starter = spawn(
        process.execPath,
        ['--import', 'tsx', '--input-type=module', '--eval', script],
        // The scripts that tsx has compiled lie in TMPDIR as well.
        { env: { ...process.env, TMPDIR: folder }, stdio: ['ignore', 'pipe', 'inherit'] },
      );
      const [said] = (await once(starter.stdout, 'data')) as [Buffer];
      const endpoint = said.toString();
      expect(await answers(endpoint)).toBe(true);
      starter.kill(signal);
      expect(await untilSilent(endpoint)).toBe(true);
      rmSync(folder, { recursive: true, force: true, maxRetries: 10 });
      expect(existsSync(folder)).toBe(false);
    },
  );
});
