import { spawnSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PLANS, planNamed, rolloutStack } from '../constructs/plan-stack.js';
import { pythonEnvironment } from './ministack/python-environment.js';

/** Dependencies that a reference says as well: the CDK writes them for whole trees of constructs. */
const IGNORED = 'W3005';

it.each(PLANS)('cfn-lint finds nothing in the template of %s', (name) => {
  const programs = pythonEnvironment('cfn-lint', 'test/emulator/cfn-lint.txt');
  const file = join(mkdtempSync(join(tmpdir(), 'phasegate-lint-')), `${name}.template.json`);
  writeFileSync(file, JSON.stringify(rolloutStack(planNamed(name)).template.toJSON()));
  const { status, stdout, stderr } = spawnSync(
    join(programs, 'cfn-lint'),
    ['--ignore-checks', IGNORED, '--regions', 'eu-west-1', '--', file],
    { encoding: 'utf8' },
  );
  expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: '', stderr: '' });
});
