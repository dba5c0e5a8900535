import { Command } from 'commander';
import { togglesText } from '../report/toggles-text.js';
import { sharedNames, togglesView } from '../report/toggles-view.js';
import { loadPlan } from '../files/load-plan.js';
import { addPointOptions, planQuestion, type PointOptions } from './plan-question.js';
import { printFailure, printWarnings } from './print-problems.js';
import { note, refuse } from './refuse.js';
import type { Terminal } from './terminal.js';

interface EnvOptions extends PointOptions {
  readonly export?: boolean;
  readonly json?: boolean;
}

/** `phasegate env`: the flags of a plan as environment variables, at a point of it. */
export function envCommand(io: Terminal): Command {
  const command = new Command('env')
    .summary('the flags as NAME=value at a point of the plan')
    .description(
      'Prints the flags as environment variables at a point of a plan that goes well, for shells and .env files. A variable has no buckets: it says what everybody gets, which is the old behaviour while a flag reaches only some. With --user it says what that user gets.',
    )
    .argument('<plan>', 'a plan file');
  return addPointOptions(command)
    .option('--export', 'begin the lines with `export`')
    .option('--json', 'print the same as JSON')
    .addHelpText(
      'after',
      `
A variable is called as \`env\` of the flag says, otherwise as its key in capitals: microSlots is MICRO_SLOTS. It is
true or false, or the name of the variant where the plan names several. No revert reaches a variable: docs/flags.md.

Examples:
  phasegate env plans/dark-launch.yaml --at end > .env
  phasegate env plans/phoenix.yaml --at pilot --user phoenix-pilot-01
  eval "$(phasegate env plans/phoenix.yaml --at end --export)"`,
    )
    .action((file: string, options: EnvOptions) => {
      const loaded = loadPlan(io, file);
      if (loaded.kind !== 'plan') {
        printFailure(io, loaded);
        return;
      }
      const asked = planQuestion(loaded.plan, options);
      if ('length' in asked) {
        refuse(io, 'usage', asked);
        return;
      }
      const { question } = asked;
      const shared = sharedNames(loaded.plan);
      if (shared.length > 0) {
        refuse(
          io,
          'wrong',
          shared.map(({ name, flags }) => ({
            found: `the variable ${name} would be ${flags.join(' and ')}`,
            allowed: 'a variable for each flag',
            advice: 'give all but one of them an `env` of its own in the plan',
          })),
        );
        return;
      }
      const view = togglesView(loaded.plan, question);
      if (options.json === true) io.out(`${JSON.stringify(view, null, 2)}\n`);
      else {
        const width = Math.min(110, Math.max(80, io.width));
        io.out(togglesText(view, { width, exported: options.export === true }));
      }
      note(io, asked.notes);
      printWarnings(io, loaded);
    });
}
