import { basename } from 'node:path';
import { loadPlan } from '../files/load-plan.js';
import { nodeFiles } from '../files/node-files.js';
import type { RolloutPlan } from '../plan/rollout-plan.js';
import { problemCount, problemText } from '../report/problem-text.js';
import type { EvidenceHeader } from '../runtime/evidence-chain.js';
import { planHash } from '../runtime/plan-hash.js';

/** Columns of the problems in an error. */
const WIDTH = 100;

/** A plan file that cannot be carried out; the message holds every problem with its place. */
export class PlanError extends Error {
  override readonly name = 'PlanError';
}

/** A plan file, read and checked. Exported as `RolloutPlan`. */
export class PlanFile {
  /**
   * Reads a plan file and the list files that it names.
   * @param file relative to the working directory, or absolute
   * @throws PlanError when it cannot be read or has mistakes: with line and column, what is allowed and what to do
   */
  static fromFile(file: string): PlanFile {
    const loaded = loadPlan(nodeFiles(process.cwd()), file);
    if (loaded.kind === 'plan')
      return new PlanFile(loaded.plan, { file: basename(file), text: loaded.text, lists: loaded.lists });
    if (loaded.kind === 'unreadable')
      throw new PlanError(`${loaded.file}: ${loaded.why}\n  do: ${loaded.advice}`);
    const texts = loaded.problems.map((problem) => problemText(problem, loaded.text, { width: WIDTH }));
    throw new PlanError(`${texts.join('\n\n')}\n\n${problemCount(loaded.problems)}`);
  }

  /** What the functions of a stack check the file against. */
  readonly hash: string;

  private constructor(
    /** The plan, as the engine carries it out. */
    readonly plan: RolloutPlan,
    /** The file as it was written, with the list files that it names. */
    readonly source: EvidenceHeader['plan'],
  ) {
    this.hash = planHash(source.text, source.lists);
  }
}
