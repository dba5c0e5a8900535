import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Where the project keeps what it installs for its emulator run. */
const HOME = '.emulator';
const CANDIDATES = ['python3', 'python3.13', 'python3.12', 'python3.11', 'python3.10'];
/** What the pinned packages ask for. */
const OLDEST = [3, 10] as const;

/**
 * A virtual environment of the project with exactly the packages of a requirements file; made once, and again when that
 * file changes.
 * @param name folder in `.emulator`
 * @param requirements file with a pinned version per line
 * @returns the folder of its programs
 * @throws when there is no Python that can make it: with what to install
 */
export function pythonEnvironment(name: string, requirements: string): string {
  const folder = join(HOME, name);
  const stamp = join(folder, 'installed.txt');
  const wanted = readFileSync(requirements, 'utf8');
  const programs = join(folder, 'bin');
  // The environment points at the Python that made it, which may have gone since.
  const isThere = existsSync(stamp) && existsSync(join(programs, 'python'));
  if (isThere && readFileSync(stamp, 'utf8') === wanted) return programs;
  const python = findPython();
  process.stdout.write(`installs ${requirements} into ${folder}\n`);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(HOME, { recursive: true });
  run(python, ['-m', 'venv', folder], `${python} cannot make a virtual environment. ${ADVICE}`);
  run(
    join(programs, 'pip'),
    ['install', '--quiet', '--disable-pip-version-check', '--requirement', requirements],
    `pip could not install ${requirements}: it needs a package index that it can reach.`,
  );
  writeFileSync(stamp, wanted);
  return programs;
}

const ADVICE =
  'Install Python 3.10 or later with its venv module, such as `apt-get install python3 python3-venv`, or name one with PHASEGATE_PYTHON.';

function findPython(): string {
  const named = process.env['PHASEGATE_PYTHON'];
  for (const candidate of named === undefined ? CANDIDATES : [named]) {
    const asked = spawnSync(candidate, ['-c', 'import sys; print(*sys.version_info[:2])'], {
      encoding: 'utf8',
    });
    const [major = 0, minor = 0] = asked.status === 0 ? asked.stdout.trim().split(' ').map(Number) : [];
    if (major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1])) return candidate;
  }
  const found =
    named === undefined ? 'there is none here' : `PHASEGATE_PYTHON names ${named}, which is not one`;
  throw new Error(`The emulator run needs Python 3.10 or later, and ${found}. ${ADVICE}`);
}

function run(command: string, args: readonly string[], advice: string): void {
  const { status, stderr } = spawnSync(command, args, {
    encoding: 'utf8',
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  if (status !== 0) throw new Error(`${advice}\n${stderr}`);
}
