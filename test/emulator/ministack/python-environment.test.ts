import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pythonEnvironment } from './python-environment.js';

const NAME = `test-${String(process.pid)}`;
const folder = mkdtempSync(join(tmpdir(), 'phasegate-python-'));
const requirements = join(folder, 'requirements.txt');
writeFileSync(requirements, '');
const named = process.env['PHASEGATE_PYTHON'];
afterEach(() => {
  if (named === undefined) delete process.env['PHASEGATE_PYTHON'];
  else process.env['PHASEGATE_PYTHON'] = named;
  rmSync(join('.emulator', NAME), { recursive: true, force: true });
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** A Python that is not what is needed. */
function python(script: string): string {
  const file = join(folder, 'python');
  writeFileSync(file, `#!/bin/sh\n${script}\n`);
  chmodSync(file, 0o755);
  return file;
}

describe('the Python environment of the emulator run', () => {
  it.each<[string, string, RegExp]>([
    ['is older than 3.10', 'echo 3 9', /names .*python, which is not one\. Install Python 3\.10 or later/u],
    ['is Python 2', 'echo 2 7', /which is not one/u],
    ['does not run', 'exit 1', /which is not one/u],
    [
      'has no venv module',
      'test "$1" = -c && echo 3 12 && exit; echo No module named venv >&2; exit 1',
      /cannot make a virtual environment\. .*`apt-get install python3 python3-venv`.*\nNo module named venv/su,
    ],
  ])('is refused with what to install when the Python %s', (_, script, reason) => {
    process.env['PHASEGATE_PYTHON'] = python(script);
    expect(() => pythonEnvironment(NAME, requirements)).toThrow(reason);
  });

  it('is made once, and again when what is required has changed or its Python has gone', () => {
    const programs = pythonEnvironment(NAME, requirements);
    // Whatever makes it now would fail.
    process.env['PHASEGATE_PYTHON'] = python('exit 1');
    expect(pythonEnvironment(NAME, requirements)).toBe(programs);
    rmSync(join(programs, 'python'));
    expect(() => pythonEnvironment(NAME, requirements)).toThrow(/which is not one/u);
    delete process.env['PHASEGATE_PYTHON'];
    pythonEnvironment(NAME, requirements);
    expect(existsSync(join(programs, 'python'))).toBe(true);
    writeFileSync(requirements, '# changed\n');
    process.env['PHASEGATE_PYTHON'] = python('exit 1');
    expect(() => pythonEnvironment(NAME, requirements)).toThrow(/which is not one/u);
  });
});
