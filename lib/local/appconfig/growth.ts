import type { DeploymentStrategy } from '../../contract/deployment-strategy.js';
import type { AppConfigSwitches } from './switches.js';

/** One rise of the percentage of clients that are offered the new version. */
export interface GrowthStep {
  /** Minutes after the deployment has started: 0..spreadMinutes. */
  readonly atMinutes: number;
  /** Above 0, at most 100. */
  readonly percentage: number;
}

/**
 * The steps of a deployment, in order; the last one is 100 %. The spread itself always ends after `spreadMinutes`,
 * also when 100 % comes earlier (the GetDeployment example: 100 % at +12 min, bake from +15 min).
 */
export function growthTimeline(
  strategy: DeploymentStrategy,
  switches: Pick<AppConfigSwitches, 'linearTimeline' | 'exponentialSpacing'>,
): readonly GrowthStep[] {
  if (strategy.spreadMinutes === 0) return [{ atMinutes: 0, percentage: 100 }];
  const percentages =
    strategy.growth === 'linear' ? linear(strategy.growthFactor) : exponential(strategy.growthFactor);
  const moment = momentOfStep[momentsFor(strategy, switches)];
  return percentages.map((percentage, step) => ({
    atMinutes: moment(step, percentages.length, strategy.spreadMinutes),
    percentage,
  }));
}

type Moments = 'endOfInterval' | 'startOfInterval' | 'intervalToSpare';

/** Minute of `step` (from 0) of `steps` in a spread of `minutes`. */
const momentOfStep: { readonly [M in Moments]: (step: number, steps: number, minutes: number) => number } = {
  endOfInterval: (step, steps, minutes) => ((step + 1) * minutes) / steps,
  startOfInterval: (step, steps, minutes) => (step * minutes) / steps,
  intervalToSpare: (step, steps, minutes) => ((step + 1) * minutes) / (steps + 1),
};

function momentsFor(
  strategy: DeploymentStrategy,
  switches: Pick<AppConfigSwitches, 'linearTimeline' | 'exponentialSpacing'>,
): Moments {
  if (strategy.growth === 'exponential') {
    return switches.exponentialSpacing === 'afterEachInterval' ? 'endOfInterval' : 'startOfInterval';
  }
  const linearMoments = { a: 'endOfInterval', b: 'startOfInterval', c: 'intervalToSpare' } as const;
  return linearMoments[switches.linearTimeline];
}

/** Floating point must not turn 100 / 16.666666666666664 into a seventh step. */
const TOLERANCE = 1e-9;

function linear(factor: number): readonly number[] {
  const steps = Math.ceil(100 / factor - TOLERANCE);
  return Array.from({ length: steps }, (_, step) => (step === steps - 1 ? 100 : (step + 1) * factor));
}

/** G * 2^N until everybody has it. */
function exponential(factor: number): readonly number[] {
  const percentages: number[] = [];
  for (let percentage = factor; percentage < 100; percentage *= 2) percentages.push(percentage);
  return [...percentages, 100];
}
