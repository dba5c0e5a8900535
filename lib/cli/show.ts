import { Command, Option } from 'commander';
import { planText } from '../report/plan-text.js';
import { planView } from '../report/plan-view.js';
import { loadPlan } from '../files/load-plan.js';
import { paint } from './paint.js';
import { printFailure, printWarnings } from './print-problems.js';
import { dateArgument, startOf } from './start-date.js';
import type { Terminal } from './terminal.js';

/** `phasegate show`: the plan as a person wants to read it. */
export function showCommand(io: Terminal): Command {
  return new Command('show')
    .summary('the plan as a person reads it, with its calendar')
    .description(
      'Prints a plan as a person wants to read it: phases, steps, who is exposed when, gates and triggers as sentences, and a calendar.',
    )
    .argument('<plan>', 'a plan file')
    .addOption(
      new Option('--start <date>', "the first day, instead of the plan's own").argParser(dateArgument),
    )
    .option('--json', 'print the same as JSON')
    .addHelpText(
      'after',
      `
The dates are the earliest that the plan allows. A plan that says no \`starts\` begins on Monday 2026-01-05.

Examples:
  phasegate show plans/phoenix.yaml --start 2026-12-07
  phasegate show plans/phoenix.yaml --json | jq .calendar`,
    )
    .action((file: string, options: { readonly start?: string; readonly json?: boolean }) => {
      const loaded = loadPlan(io, file);
      if (loaded.kind !== 'plan') {
        printFailure(io, loaded);
        return;
      }
      const view = planView(loaded.plan, startOf(loaded.plan, options.start));
      if (options.json === true) io.out(`${JSON.stringify(view, null, 2)}\n`);
      else {
        const { bold, yellow } = paint(io);
        const width = Math.min(110, Math.max(80, io.width));
        io.out(planText(view, { width, heading: bold, warning: yellow }));
      }
      printWarnings(io, loaded);
    });
}
