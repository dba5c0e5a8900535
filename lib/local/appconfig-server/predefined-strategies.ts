import type { DeploymentStrategy } from '../../contract/deployment-strategy.js';

function predefined(
  name: string,
  spreadMinutes: number,
  growth: DeploymentStrategy['growth'],
  growthFactor: number,
  bakeMinutes: number,
) {
  return { name, strategy: { spreadMinutes, growth, growthFactor, bakeMinutes } };
}

/** The strategies that every account has. Source: AppConfig user guide, "Using predefined deployment strategies". */
export const PREDEFINED_STRATEGIES = {
  'AppConfig.AllAtOnce': predefined('AppConfig.AllAtOnce', 0, 'linear', 100, 10),
  'AppConfig.Linear50PercentEvery30Seconds': predefined(
    'AppConfig.Linear50PercentEvery30Seconds',
    1,
    'linear',
    50,
    1,
  ),
  'AppConfig.Linear20PercentEvery6Minutes': predefined(
    'AppConfig.Linear20PercentEvery6Minutes',
    30,
    'linear',
    20,
    30,
  ),
  'AppConfig.Canary10Percent20Minutes': predefined(
    'AppConfig.Canary10Percent20Minutes',
    20,
    'exponential',
    10,
    10,
  ),
};
