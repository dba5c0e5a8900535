import { Command, Option } from 'commander';
import { DEFAULT_PATIENCE_MS } from '../local/embedded-engine.js';
import { loadPlan, type LoadedPlan } from '../files/load-plan.js';
import { durationArgument, numberArgument } from './arguments.js';
import { carryOut } from './carry-out.js';
import { loadScenario, STANDARD_SCENARIOS } from './load-scenario.js';
import { printFailure } from './print-problems.js';
import { refuse } from './refuse.js';
import { dateArgument, startOf } from './start-date.js';
import type { Terminal } from './terminal.js';

interface RunOptions {
  readonly scenario: string;
  readonly until?: string;
  readonly start?: string;
  readonly seed?: number;
  readonly patience?: number;
  readonly evidence?: string;
  readonly force?: boolean;
  readonly json?: boolean;
  readonly verbose?: boolean;
}

/** `phasegate run`: carries a plan out in virtual time, and writes down why everything happened. */
export function runCommand(io: Terminal): Command {
  return new Command('run')
    .summary('carry a plan out in virtual time')
    .description(
      'Carries a plan out on this machine, in virtual time: the same core as on AWS, over a simulated audience and people.',
    )
    .argument('<plan>', 'plan file')
    .option(
      '--scenario <file>',
      `what happens to it: a scenario file, or ${STANDARD_SCENARIOS.join(', ')}`,
      'all-well',
    )
    .option('--until <phase>', 'stop once this phase has been left')
    .option('--start <date>', 'the first day of week 1, instead of the one in the plan', dateArgument)
    .option('--seed <number>', 'seed of all randomness, instead of the one in the scenario', numberArgument)
    .addOption(
      new Option(
        '--patience <duration>',
        'give up when nothing has moved for so long although its time has come',
      )
        .argParser(durationArgument)
        .default(DEFAULT_PATIENCE_MS, '14d'),
    )
    .option(
      '--evidence <file>',
      'where the evidence goes (default: the next free evidence/<rollout>-<n>.jsonl)',
    )
    .option('--force', 'overwrite an evidence file that exists')
    .option('--json', 'one JSON object a line')
    .option('--verbose', 'show digests and daily reports too')
    .addHelpText(
      'after',
      `
Exit code 0 when the rollout was completed, 10 when it stopped at a gate, 11 when users were put back, 12 when it
was still running at --until.

Examples:
  phasegate run plans/phoenix.yaml
  phasegate run plans/phoenix.yaml --scenario second-phase-fails
  phasegate run plans/phoenix.yaml --until pilot --json`,
    )
    .action(async (file: string, options: RunOptions) => {
      const loaded = loadPlan(io, file);
      if (loaded.kind !== 'plan') {
        printFailure(io, loaded);
        return;
      }
      await run(io, loaded, options);
    });
}

async function run(io: Terminal, loaded: LoadedPlan, options: RunOptions): Promise<void> {
  const { plan } = loaded;
  const phases = plan.phases.map((phase) => phase.name);
  if (options.until !== undefined && !phases.includes(options.until)) {
    refuse(io, 'usage', [
      {
        found: `the plan has no phase \`${options.until}\``,
        allowed: phases.join(', '),
        advice: 'name the phase after which the run should stop',
      },
    ]);
    return;
  }
  const read = loadScenario(io, options.scenario, plan);
  if (read.kind !== 'scenario') {
    printFailure(io, read);
    return;
  }
  const scenario = options.seed === undefined ? read.scenario : { ...read.scenario, seed: options.seed };
  await carryOut(io, loaded, { ...options, scenario, startsAt: startOf(plan, options.start) });
}
