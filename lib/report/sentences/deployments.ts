import { sayPercent } from '../../plan/expressions/amounts.js';
import type { Step } from '../../plan/rollout-plan.js';
import { sayLong } from './amounts.js';

/** How a step's version reaches the application: at once or spread over its hosts, and what AppConfig watches then. */
export function sayDeployment(step: Pick<Step, 'spread' | 'bakeMs'>): string {
  const bake = step.bakeMs === 0 ? '' : `; then AppConfig watches the alarms for ${sayLong(step.bakeMs)}`;
  const { spread } = step;
  if (!spread) return `to all hosts at once${bake}`;
  const grows =
    spread.growth === 'linear'
      ? `${sayPercent(spread.factor)} of them at a time`
      : `doubling from ${sayPercent(spread.factor)} of them`;
  return `over ${sayLong(spread.overMs)} from host to host, ${grows}${bake}`;
}
