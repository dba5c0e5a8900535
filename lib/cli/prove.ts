import { Command } from 'commander';
import { loadPlan } from '../files/load-plan.js';
import { timingOf } from '../local/appconfig/timing.js';
import { prove } from '../prove/prove.js';
import { proofText } from '../prove/prove-text.js';
import { countIn } from './count-in.js';
import { paint } from './paint.js';
import { printFailure, printWarnings } from './print-problems.js';
import type { Terminal } from './terminal.js';

/** A person who waits longer than this wants to see that something happens; milliseconds. */
const PATIENCE = 2_000;

interface ProveCommandOptions {
  readonly json?: boolean;
  readonly states?: number;
}

/** `phasegate prove`: everything that can happen to a plan, explored. */
export function proveCommand(io: Terminal): Command {
  return new Command('prove')
    .summary('explore everything that can happen to a plan')
    .description(
      'Explores every state that a plan can reach, with verdicts, people, windows and faults as free choices: whether exposure ever rises without a gate, every failure leads to a safe state, a revert is always allowed before the point of no return, and nothing can get stuck. For what breaks a property it tells the shortest story.',
    )
    .argument('<plan>', 'a plan file')
    .option('--states <count>', 'give up after so many states of one automaton (default: 1000000)', countIn)
    .option('--json', 'print the proofs, with the witnesses of every gate and whole stories, as JSON')
    .addHelpText(
      'after',
      `
\`proven\` holds in every reachable state of an automaton in which more may happen than can. What concerns the calendar is
\`searched\`: nothing was found where it was looked. docs/prove.md says what each rests on.
Exit code 0 when nothing is refuted, 18 when something is, or when there were too many states to tell.

Examples:
  phasegate prove plans/phoenix.yaml
  phasegate prove plans/phoenix.yaml --json | jq '.gates[] | {id, pass, fail}'`,
    )
    .action((file: string, options: ProveCommandOptions) => {
      const loaded = loadPlan(io, file);
      if (loaded.kind !== 'plan') {
        printFailure(io, loaded);
        return;
      }
      const { startMs, clientPollMs } = timingOf();
      const began = performance.now();
      let shown = false;
      const view = prove(loaded.plan, {
        timing: { startMs, clientPollMs },
        ...(options.states === undefined ? {} : { mostStates: options.states }),
        progress: (states) => {
          if (!io.isTty || performance.now() - began < PATIENCE) return;
          shown = true;
          io.err(`\r${states.toLocaleString('en-US')} states`);
        },
      });
      const seconds = (performance.now() - began) / 1000;
      if (shown) io.err('\r');
      if (options.json === true) io.out(`${JSON.stringify({ ...view, seconds }, null, 2)}\n`);
      else {
        const { bold, yellow } = paint(io);
        const width = Math.min(110, Math.max(80, io.width));
        io.out(proofText(view, { width, heading: bold, warning: yellow, seconds }));
      }
      printWarnings(io, loaded);
      if (view.proofs.some(({ verdict }) => verdict === 'refuted' || verdict === 'unknown'))
        io.end('refuted');
    });
}
