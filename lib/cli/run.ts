import { existsSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { Command, InvalidArgumentError, Option } from 'commander';
import { readDuration } from '../plan/expressions/amounts.js';
import { readExpression } from '../plan/expressions/reader.js';
import type { RolloutPlan } from '../plan/rollout-plan.js';
import { DEFAULT_PATIENCE_MS, EmbeddedEngine, type Outcome } from '../local/embedded-engine.js';
import { EvidenceFile, EvidenceFileExists } from '../local/evidence-file.js';
import { ENGINE_VERSION, EVIDENCE_FORMAT } from '../runtime/evidence-chain.js';
import { planHash } from '../runtime/plan-hash.js';
import { stateDigest } from '../runtime/state-digest.js';
import type { ExitName } from './exit-codes.js';
import { loadPlan, type LoadedPlan } from '../files/load-plan.js';
import { loadScenario, STANDARD_SCENARIOS } from './load-scenario.js';
import { printFailure } from './print-problems.js';
import { refuse } from './refuse.js';
import { jsonOutput, textOutput } from './run-output.js';
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

const ENDS: Readonly<Record<Outcome, ExitName>> = {
  completed: 'ok',
  stopped: 'stopped',
  reverted: 'reverted',
  running: 'running',
};

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
    .option('--seed <number>', 'seed of all randomness, instead of the one in the scenario', wholeNumber)
    .addOption(
      new Option(
        '--patience <duration>',
        'give up when nothing has moved for so long although its time has come',
      )
        .argParser(duration)
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
  const evidence = openEvidence(io, plan, options);
  if (!evidence) return;
  const startsAt = startOf(plan, options.start);
  const hash = planHash(loaded.text, loaded.lists);
  evidence.append({
    kind: 'header',
    format: EVIDENCE_FORMAT,
    engine: ENGINE_VERSION,
    rollout: plan.rollout,
    planHash: hash,
    plan: { file: loaded.file, text: loaded.text, lists: loaded.lists },
    startsAt,
    scenario: { name: scenario.name, seed: scenario.seed },
  });
  const output =
    options.json === true
      ? jsonOutput(io)
      : textOutput(io, { plan, scenario, startsAt, verbose: options.verbose === true });
  output.begin();
  const engine = new EmbeddedEngine({
    plan,
    planHash: hash,
    scenario,
    startsAt,
    ...(options.until === undefined ? {} : { until: options.until }),
    ...(options.patience === undefined ? {} : { patienceMs: options.patience }),
    onTransition: (record) => {
      evidence.append({ kind: 'transition', ...record });
      output.record(record);
    },
  });
  const result = await engine.run();
  evidence.append({ kind: 'end', outcome: result.outcome, state: stateDigest(result.state) });
  evidence.close();
  output.end(result, relative(io.cwd, evidence.file));
  io.end(ENDS[result.outcome]);
}

/** The file that was asked for, or the next that does not exist yet. */
function openEvidence(io: Terminal, plan: RolloutPlan, options: RunOptions): EvidenceFile | undefined {
  const file = resolve(io.cwd, options.evidence ?? nextFree(io.cwd, plan.rollout));
  try {
    return new EvidenceFile(file, options.force === true);
  } catch (error) {
    const name = relative(io.cwd, file);
    refuse(io, 'file', [
      error instanceof EvidenceFileExists
        ? {
            found: `${name} exists already`,
            advice: 'name another file with --evidence, or overwrite it with --force',
          }
        : {
            found: `${name} cannot be written: ${error instanceof Error ? error.message : String(error)}`,
            advice: 'name another place with --evidence',
          },
    ]);
    return undefined;
  }
}

function nextFree(cwd: string, rollout: string): string {
  for (let number = 1; ; number += 1) {
    const file = join('evidence', `${rollout}-${String(number)}.jsonl`);
    if (!existsSync(resolve(cwd, file))) return file;
  }
}

function wholeNumber(text: string): number {
  if (!/^\d{1,9}$/u.test(text))
    throw new InvalidArgumentError('a whole number from 0 to 999999999 is needed.');
  return Number(text);
}

function duration(text: string): number {
  const result = readExpression(text, (reader) => reader.must(readDuration(reader)));
  if (!result.ok) throw new InvalidArgumentError('a duration such as 14d is needed.');
  return result.value;
}
