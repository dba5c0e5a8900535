import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { checkPlan } from '../lib/plan/checks/check-plan.js';
import { readPlan } from '../lib/plan/read-plan.js';
import { sortProblems, type Problem } from '../lib/plan/source/problem.js';
import { checkRollout } from '../lib/rollout/checks/check-rollout.js';
import { largePlan } from './large-plan.js';
import { median } from './measure.js';

const ALONE = fileURLToPath(new URL('./time-large-plan.ts', import.meta.url));
const PROCESSES = 3;
const REPEATS = 15;

export interface LargePlanFigures {
  /** Reading and checking it for the first time in a process, without the start of Node; milliseconds. */
  readonly coldMs: number;
  /** The same when the process has done it before. */
  readonly warmMs: number;
}

/** Reads and checks the large plan in processes of their own: medians. */
export function checkLargePlan(): LargePlanFigures {
  const runs = Array.from({ length: PROCESSES }, () => {
    const child = spawnSync(process.execPath, ['--import', 'tsx', ALONE], { encoding: 'utf8' });
    if (child.status !== 0) throw new Error(`the large plan could not be checked:\n${child.stderr}`);
    return JSON.parse(child.stdout) as LargePlanFigures;
  });
  return { coldMs: median(runs, (run) => run.coldMs), warmMs: median(runs, (run) => run.warmMs) };
}

/** Reads and checks the large plan in this process. */
export function timeLargePlan(): LargePlanFigures {
  const text = largePlan();
  const once = (): number => {
    const started = performance.now();
    const problems = checkText(text);
    const passed = performance.now() - started;
    if (problems.length > 0)
      throw new Error(problems.map(({ line, found }) => `${String(line)}: ${found}`).join('\n'));
    return passed;
  };
  const coldMs = once();
  return { coldMs, warmMs: median(Array.from({ length: REPEATS }, once), (ms) => ms) };
}

/** What `phasegate check` does with the text of a plan. */
function checkText(text: string): readonly Problem[] {
  const { plan, problems, locate } = readPlan('large.yaml', text, () => undefined);
  const further = plan ? [...checkPlan(plan), ...checkRollout(plan)].map(locate) : [];
  return sortProblems([...problems, ...further]);
}
