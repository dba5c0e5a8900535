import { existsSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import type { LoadedPlan } from '../files/load-plan.js';
import { EmbeddedEngine, type Outcome } from '../local/embedded-engine.js';
import { EvidenceFile, EvidenceFileExists } from '../local/evidence-file.js';
import type { BoundScenario } from '../local/scenario/bound-scenario.js';
import type { RolloutPlan } from '../plan/rollout-plan.js';
import { ENGINE_VERSION, EVIDENCE_FORMAT } from '../runtime/evidence-chain.js';
import { planHash } from '../runtime/plan-hash.js';
import { stateDigest } from '../runtime/state-digest.js';
import type { ExitName } from './exit-codes.js';
import { refuse } from './refuse.js';
import { jsonOutput, textOutput } from './run-output.js';
import type { Terminal } from './terminal.js';

const ENDS: Readonly<Record<Outcome, ExitName>> = {
  completed: 'ok',
  stopped: 'stopped',
  reverted: 'reverted',
  running: 'running',
};

/** How a plan is carried out, and what is shown of it. */
export interface CarryOutOptions {
  readonly scenario: BoundScenario;
  /** Local midnight of the first day of week 1. */
  readonly startsAt: number;
  readonly until?: string;
  /** Milliseconds. */
  readonly patience?: number;
  readonly evidence?: string;
  readonly force?: boolean;
  readonly json?: boolean;
  readonly verbose?: boolean;
}

/** Carries a plan out in virtual time, tells what happens as it happens, and writes the evidence down. */
export async function carryOut(io: Terminal, loaded: LoadedPlan, options: CarryOutOptions): Promise<void> {
  const { plan } = loaded;
  const { scenario, startsAt } = options;
  const evidence = openEvidence(io, plan, options);
  if (!evidence) return;
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
function openEvidence(
  io: Terminal,
  plan: RolloutPlan,
  options: Pick<CarryOutOptions, 'evidence' | 'force'>,
): EvidenceFile | undefined {
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
