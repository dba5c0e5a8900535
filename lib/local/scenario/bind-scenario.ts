import { Reports } from '../../plan/compile/reports.js';
import type { RolloutPlan } from '../../plan/rollout-plan.js';
import { bindMetrics } from './bind-metrics.js';
import { bindFreezes, bindHabits, bindHooks, bindSays, bindValues } from './bind-people.js';
import { bindTraffic } from './bind-traffic.js';
import type { BindResult, BoundScenario } from './bound-scenario.js';
import type { ScenarioFile } from './scenario-file.js';

/**
 * Fits a scenario to a plan. Everything that does not fit is reported at once; `locate` of the scenario's source gives
 * the problems their places.
 */
export function bindScenario(scenario: ScenarioFile, plan: RolloutPlan): BindResult {
  const reports = new Reports();
  const traffic = bindTraffic(scenario, plan, reports);
  const bound: BoundScenario = {
    name: scenario.scenario,
    seed: scenario.seed ?? 1,
    noise: scenario.noise ?? 'natural',
    traffic,
    metrics: bindMetrics(scenario, plan, traffic.perMinute, reports),
    ...bindHabits(scenario, plan, reports),
    values: bindValues(scenario, plan, reports),
    says: bindSays(scenario, plan, reports),
    hooks: bindHooks(scenario, plan, reports),
    freezes: bindFreezes(scenario, plan, reports),
    drills: drillsOf(scenario),
    cloud: {
      switches: scenario.cloud?.switches ?? {},
      conflicts: scenario.cloud?.conflicts ?? 0,
      throttling: scenario.cloud?.throttling ?? 0,
    },
  };
  const wrong = reports.problems.some(({ severity }) => severity === 'error');
  return { bound: wrong ? undefined : bound, problems: reports.problems };
}

function drillsOf({ drills = [] }: ScenarioFile): BoundScenario['drills'] {
  return 'everyMs' in drills ? { everyMs: drills.everyMs } : { days: drills };
}
