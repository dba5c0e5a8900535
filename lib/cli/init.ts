import { dirname, join, relative, resolve, sep } from 'node:path';
import { Command } from 'commander';
import { LARGEST_SOURCE } from '../plan/source/yaml-source.js';
import { packageRoot } from '../files/package-root.js';
import { paint } from './paint.js';
import { readText } from '../files/read-text.js';
import { refuse } from './refuse.js';
import type { Terminal } from './terminal.js';

const TEMPLATE = 'plans/templates/first-plan.yaml';
const SCHEMA = 'schema/plan.schema.json';
const DEFAULT_FILE = 'phasegate.yaml';

/** `phasegate init`: a small plan to begin with. */
export function initCommand(io: Terminal): Command {
  return new Command('init')
    .summary('write a small plan to begin with')
    .description('Writes a small commented plan that passes `check` and that `run` carries out to its end.')
    .argument('[file]', 'where to write it', DEFAULT_FILE)
    .option('--force', 'overwrite a file that exists')
    .addHelpText(
      'after',
      `
A file that exists is left alone unless --force is given: exit code 4.

Examples:
  phasegate init
  phasegate init rollouts/checkout.yaml`,
    )
    .action((file: string, options: { readonly force?: boolean }) => {
      const answer = io.writeFile(file, firstPlan(io, file), options.force === true);
      switch (answer.kind) {
        case 'written':
          io.out(`${file}: ${paint(io).green('written')}\n`);
          for (const command of ['check', 'show', 'run']) io.out(`  phasegate ${command} ${file}\n`);
          return;
        case 'exists':
          refuse(io, 'file', [
            {
              found: `${file} exists already`,
              advice: 'name another file, or overwrite it with --force',
            },
          ]);
          return;
        case 'failed':
          refuse(io, 'file', [
            { found: `${file} cannot be written: ${answer.reason}`, advice: 'name another file' },
          ]);
      }
    });
}

/** The template, with the line for editors pointing from its new place to the schema; without it when that is afar. */
function firstPlan(io: Terminal, file: string): string {
  const template = readText(io, join(packageRoot(), TEMPLATE), LARGEST_SOURCE);
  if (template.kind !== 'text') throw new Error(`${TEMPLATE} is missing from the package`);
  const schema = join(packageRoot(), SCHEMA);
  const text = template.text.slice(template.text.indexOf('\n') + 1);
  if (relative(io.cwd, schema).startsWith('..')) return text;
  const path = relative(dirname(resolve(io.cwd, file)), schema).replaceAll(sep, '/');
  return `# yaml-language-server: $schema=${path}\n${text}`;
}
