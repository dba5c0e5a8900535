import type { Reports } from '../../plan/compile/reports.js';
import type { RolloutPlan } from '../../plan/rollout-plan.js';
import type { TrafficModel } from './bound-scenario.js';
import { knowsKey } from './knows-key.js';
import type { ScenarioFile } from './scenario-file.js';

const DEFAULT_PEAK_HOUR = 14;

/** Traffic of the scenario, else of the plan, else one event an hour and unit. */
export function bindTraffic(scenario: ScenarioFile, plan: RolloutPlan, reports: Reports): TrafficModel {
  const source = scenario.traffic ?? {};
  for (const segment of Object.keys(source.segments ?? {})) {
    knowsKey(reports, ['traffic', 'segments', segment], 'segment', Object.keys(plan.audience.segments));
  }
  return {
    perMinute: source.rate ?? plan.audience.traffic?.perMinute ?? plan.audience.size / 60,
    hours: hoursOf(source.day),
    weekend: source.weekend ?? 1,
    segments: source.segments ?? {},
  };
}

function hoursOf(day: NonNullable<ScenarioFile['traffic']>['day']): readonly number[] {
  const hours = Array.from({ length: 24 }, (_, hour) => hour);
  if (day === undefined) return hours.map(() => 1);
  if ('swing' in day) {
    const peak = day.peak ?? DEFAULT_PEAK_HOUR;
    return hours.map((hour) => 1 + day.swing * Math.cos(((hour - peak) / 24) * 2 * Math.PI));
  }
  const mean = day.reduce((sum, factor) => sum + factor, 0) / 24;
  return mean === 0 ? hours.map(() => 0) : day.map((factor) => factor / mean);
}
