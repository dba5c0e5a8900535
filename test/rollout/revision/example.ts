import { readPlan } from '../../../lib/plan/read-plan.js';
import type { RolloutPlan } from '../../../lib/plan/rollout-plan.js';
import type { RolloutState } from '../../../lib/rollout/state.js';
import { fencesIn } from '../../docs/fences.js';
import { Driver } from '../driver.js';

/** The plan of docs/revisions.md. */
export const EXAMPLE = fencesIn('docs/revisions.md').find((fence) => fence.kind === 'yaml')?.text ?? '';

/** The plan of the page with parts of its text replaced, each of which must be in it. */
export function revised(...edits: readonly (readonly [written: string, becomes: string])[]): RolloutPlan {
  return planFrom(
    edits.reduce((text, [written, becomes]) => {
      if (!text.includes(written)) throw new Error(`the plan does not say ${written}`);
      return text.replace(written, () => becomes);
    }, EXAMPLE),
  );
}

export function planFrom(text: string): RolloutPlan {
  const { plan, problems } = readPlan('example.yaml', text, () => undefined);
  if (plan) return plan;
  throw new Error(problems.map(({ line, found }) => `${String(line)}: ${found}`).join('\n'));
}

/** The rollout of the page: its first step has reached its users. */
export function exposedDriver(plan: RolloutPlan = revised()): Driver {
  const driver = new Driver(plan);
  for (let hours = 0; hours < 72 && !isSoaking(driver.state); hours += 1) driver.runFor(60);
  if (!isSoaking(driver.state)) throw new Error('the first step has not reached its users');
  return driver;
}

function isSoaking({ control }: RolloutState): boolean {
  return control.mode === 'running' && control.position.stage === 'soaking';
}

/** The rollout before anything was exposed. */
export function freshDriver(plan: RolloutPlan = revised()): Driver {
  return new Driver(plan);
}
