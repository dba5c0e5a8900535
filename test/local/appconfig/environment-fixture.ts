import { AppConfigEnvironment, type EnvironmentOptions } from '../../../lib/local/appconfig/environment.js';
import type { Monitor, MonitorState } from '../../../lib/local/appconfig/monitors.js';
import type { DeploymentStrategy } from '../../../lib/contract/deployment-strategy.js';
import type { LaneAnswer } from '../../../lib/runtime/ports.js';
import { AT_ONCE } from '../../../lib/contract/deployment-strategy.js';
import { markedDocument } from '../../contracts/flag-lane.contract.js';

export const MINUTE = 60_000;
/** The service takes no time of its own, so that tables can say whole minutes. */
export const EXACT = { startMs: 0, rollbackMs: 0 };
/** Baking from minute 10 on, complete after 20, under every reading. */
export const RISE: DeploymentStrategy = {
  spreadMinutes: 10,
  growth: 'linear',
  growthFactor: 20,
  bakeMinutes: 10,
};

export function environmentWith(options: EnvironmentOptions = {}): AppConfigEnvironment {
  return new AppConfigEnvironment({ timing: EXACT, ...options });
}

/** Deploys a document that is marked with its label, without the optimistic lock. */
export function deploy(
  environment: AppConfigEnvironment,
  label: string,
  minute: number,
  strategy = AT_ONCE,
): LaneAnswer {
  return environment.deploy(
    { label, document: markedDocument(label), description: '', strategy },
    minute * MINUTE,
  );
}

/** A monitor that has each state from its minute on, and is OK before. */
export function monitorOf(...states: readonly (readonly [minute: number, state: MonitorState])[]): Monitor {
  return {
    name: 'error-rate',
    state: (now) => states.findLast(([minute]) => now >= minute * MINUTE)?.[1] ?? 'OK',
  };
}
