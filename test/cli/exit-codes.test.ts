import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { EXIT_CODES, type ExitName } from '../../lib/cli/exit-codes.js';
import type { Terminal } from '../../lib/cli/terminal.js';
import { inFolder, phasegate, REPOSITORY } from './command-line.js';

const folder = inFolder();
const PLAN = readFileSync(join(REPOSITORY, 'plans/templates/first-plan.yaml'), 'utf8');

it('docs/exit-codes.md has every code with its meaning, and no other', () => {
  const page = readFileSync(join(REPOSITORY, 'docs/exit-codes.md'), 'utf8');
  const rows = [...page.matchAll(/^\| (\d+) \| (\w+) \| (.+?) +\|$/gmu)];
  expect(rows.map(([, code, name, meaning]) => ({ name, code: Number(code), meaning }))).toEqual(EXIT_CODES);
});

it('every end has a code of its own', () => {
  expect(new Set(EXIT_CODES.map(({ code }) => code)).size).toBe(EXIT_CODES.length);
  expect(Object.keys(WAYS)).toEqual(EXIT_CODES.map(({ name }) => name));
});

const RUN = ['run', 'plan.yaml', '--evidence', 'e.jsonl'] as const;

/** A command line that ends so. */
const WAYS: Readonly<Record<ExitName, readonly [argv: readonly string[], parts?: Partial<Terminal>]>> = {
  ok: [['check', 'plan.yaml']],
  unexpected: [
    ['check', 'plan.yaml'],
    {
      readFile: () => {
        throw new Error('a defect');
      },
    },
  ],
  usage: [['chekc']],
  wrong: [['check', 'wrong.yaml']],
  file: [['check', 'nowhere.yaml']],
  stopped: [[...RUN, '--scenario', 'telemetry-stops', '--patience', '1d']],
  reverted: [[...RUN, '--scenario', 'second-phase-fails', '--patience', '1d']],
  running: [[...RUN, '--until', 'staff']],
  evidence: [['replay', 'plan.yaml']],
  refused: [['retry', 'new-checkout', '--yes']],
  unreachable: [['status', 'nowhere']],
  consent: [['diff', 'plan.yaml', 'looser.yaml']],
  failed: [['drill', 'hurried.yaml']],
  refuted: [['prove', 'plan.yaml', '--states', '10']],
};

it.each(EXIT_CODES)(
  '$code is reached: $meaning',
  async ({ name, code }) => {
    folder.put('plan.yaml', PLAN);
    folder.put('looser.yaml', PLAN.replace('errors < 1%', 'errors < 2%'));
    folder.put('hurried.yaml', PLAN.replace('revert all: 15m', 'revert all: 1s'));
    folder.put('wrong.yaml', PLAN.replace('rollout:', 'rolout:'));
    if (name === 'refused') await phasegate(folder.path(), ['run', 'plan.yaml']);
    const [argv, parts] = WAYS[name];
    expect((await phasegate(folder.path(), argv, parts)).exit).toBe(code);
  },
  60_000,
);
