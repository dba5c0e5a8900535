import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { CourseMachine } from '../lib/prove/course-machine.js';
import { explore } from '../lib/prove/explore.js';
import { readPlan } from '../lib/plan/read-plan.js';
import { largePlan } from './large-plan.js';
import type { Row } from './measure.js';

const ALONE = fileURLToPath(new URL('./prove-alone.ts', import.meta.url));
const SIZES = [5, 20, 100];
const MOST_STATES = 1_000_000;
const MEGABYTE_KB = 1024;

/** What exploring one plan took, in a process of its own. */
export interface ProveFigures {
  readonly states: number;
  readonly seconds: number;
  readonly peakMegabytes: number;
}

/** Exploring plans of 5, 20 and 100 phases: states per second and peak memory. */
export function proveRows(): readonly Row[] {
  return SIZES.flatMap((phases): readonly Row[] => {
    const child = spawnSync(process.execPath, ['--import', 'tsx', ALONE, String(phases)], {
      encoding: 'utf8',
    });
    if (child.status !== 0) throw new Error(`the plan could not be explored:\n${child.stderr}`);
    const { states, seconds, peakMegabytes } = JSON.parse(child.stdout) as ProveFigures;
    const perSecond = states / seconds;
    return [
      {
        what: `prove of ${String(phases)} phases: every state`,
        figure: `${states.toLocaleString('en-US')} in ${seconds.toFixed(1)} s, ${Math.round(perSecond).toLocaleString('en-US')} /s`,
        goal: phases === 100 ? '< 60 s' : '< 10 s',
        met: seconds < (phases === 100 ? 60 : 10),
      },
      {
        what: 'the same, peak memory of the process',
        figure: `${peakMegabytes.toFixed(0)} MB`,
        goal: '< 500 MB',
        met: peakMegabytes < 500,
      },
    ];
  });
}

/** Explores the course of a plan with so many phases in this process. */
export function explorePlan(phases: number): ProveFigures {
  const { plan } = readPlan('large.yaml', largePlan(phases), () => undefined);
  if (!plan) throw new Error('the large plan has mistakes');
  const started = performance.now();
  const machine = new CourseMachine(plan, () => ({ canPass: true, canFail: true }));
  const { states, complete, violations } = explore(machine, { limit: MOST_STATES });
  if (!complete || violations.length > 0) throw new Error('the large plan is sound, and was not found to be');
  return {
    states,
    seconds: (performance.now() - started) / 1000,
    peakMegabytes: process.resourceUsage().maxRSS / MEGABYTE_KB,
  };
}
