import { stepsOf, type RolloutPlan, type Step } from '../plan/rollout-plan.js';

/** How AppConfig hands a version to its clients. */
export interface DeploymentStrategy {
  /** Minutes over which the version reaches all clients: 0..1440. */
  readonly spreadMinutes: number;
  readonly growth: 'linear' | 'exponential';
  /** Percent of clients: the increment (linear) or the first share (exponential). 1..100. */
  readonly growthFactor: number;
  /** Minutes that AppConfig watches the monitors after 100 %: 0..1440. */
  readonly bakeMinutes: number;
}

/** Everybody at their next poll, nothing watched: how every fall is published. */
export const AT_ONCE: DeploymentStrategy = {
  spreadMinutes: 0,
  growth: 'linear',
  growthFactor: 100,
  bakeMinutes: 0,
};

/** How AppConfig hands a step's version to its clients. */
export function stepStrategy(step: Step): DeploymentStrategy {
  const bakeMinutes = Math.round(step.bakeMs / 60_000);
  if (!step.spread) return { ...AT_ONCE, bakeMinutes };
  return {
    spreadMinutes: Math.round(step.spread.overMs / 60_000),
    growth: step.spread.growth,
    growthFactor: Number((step.spread.factor * 100).toFixed(4)),
    bakeMinutes,
  };
}

/** The name under which a strategy is found: `linear-20-40m-bake-30m`. The same strategy has the same name. */
export function strategyKey(strategy: DeploymentStrategy): string {
  const { spreadMinutes, growth, growthFactor, bakeMinutes } = strategy;
  const spread =
    spreadMinutes === 0 ? 'at-once' : `${growth}-${String(growthFactor)}-${String(spreadMinutes)}m`;
  return bakeMinutes === 0 ? spread : `${spread}-bake-${String(bakeMinutes)}m`;
}

/** Every strategy that a plan needs, each once, by its key; the one of falls among them. */
export function strategiesOf(plan: RolloutPlan): Readonly<Record<string, DeploymentStrategy>> {
  const needed = [AT_ONCE, ...stepsOf(plan).map(stepStrategy)];
  return Object.fromEntries(needed.map((strategy) => [strategyKey(strategy), strategy]));
}
