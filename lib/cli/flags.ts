import { Command, Option } from 'commander';
import { flagsText } from '../report/flags-text.js';
import { flagsView } from '../report/flags-view.js';
import type { Lane } from '../rollout/desired.js';
import { loadPlan } from '../files/load-plan.js';
import { paint } from './paint.js';
import { addPointOptions, planQuestion, type PointOptions } from './plan-question.js';
import { printFailure, printWarnings } from './print-problems.js';
import { note, refuse } from './refuse.js';
import type { Terminal } from './terminal.js';

interface FlagsOptions extends PointOptions {
  readonly lane?: Lane;
  readonly json?: boolean;
}

/** `phasegate flags`: what the application is told at a point of the plan, and who is in. */
export function flagsCommand(io: Terminal): Command {
  const command = new Command('flags')
    .summary('what the application is told at a point of the plan')
    .description(
      'Prints what both lanes tell the application at a point of a plan that goes well, and who is in. With --user: what that user gets, and why. With --json: the documents themselves, as they will be submitted to AppConfig.',
    )
    .argument('<plan>', 'a plan file');
  return addPointOptions(command)
    .addOption(new Option('--lane <lane>', 'only this lane').choices(['rise', 'brake']))
    .option('--json', 'print the documents and all else as JSON')
    .addHelpText(
      'after',
      `
A user gets a new variant only when both lanes say so: docs/flags.md. Exit code 2 when the plan has no such point.

Examples:
  phasegate flags plans/phoenix.yaml --at beta.2
  phasegate flags plans/phoenix.yaml --at beta.2 --user u-17 --context customizations=0 --context risk=low
  phasegate flags plans/phoenix.yaml --at end --json | jq .lanes.rise.document`,
    )
    .action((file: string, options: FlagsOptions) => {
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
      const lanes = options.lane === undefined ? (['rise', 'brake'] as const) : [options.lane];
      const view = flagsView(loaded.plan, { ...question, lanes });
      if (options.json === true) io.out(`${JSON.stringify(view, null, 2)}\n`);
      else {
        const { bold, yellow } = paint(io);
        const width = Math.min(110, Math.max(80, io.width));
        io.out(flagsText(view, { width, heading: bold, warning: yellow }));
      }
      note(io, asked.notes);
      printWarnings(io, loaded);
    });
}
