import { termsOf } from '../../plan/expressions/condition.js';
import type { Hook, Metric, RolloutPlan } from '../../plan/rollout-plan.js';
import { stepsOf } from '../../plan/rollout-plan.js';
import { changed, compareFields, derived, text, type Rules } from './compare-fields.js';
import { compareRecords } from './compare-records.js';
import type { PlanChange } from './plan-change.js';
import { at, found, type Subject } from './subject.js';

const METRIC: Rules<Metric> = {
  name: derived,
  source: changed('where it comes from'),
  unit: changed('its unit'),
  scaling: changed('its scaling'),
  census: changed('whether it counts every unit'),
  percentileOnly: changed('whether its single values are published'),
  everyMs: changed('how often it is published'),
  reportedBy: changed('who reports it'),
  cohorts: changed('whether it has cohorts'),
  reference: changed('its reference'),
  split: changed('its dimensions'),
  baseline: changed('its baseline'),
  better: changed('which direction is better'),
  scale: changed('its scale'),
};

/** What is measured: nobody can say of a metric from elsewhere whether the same threshold asks for more. */
export function compareMetrics(
  before: RolloutPlan,
  after: RolloutPlan,
  parent: Subject,
): readonly PlanChange[] {
  const named = (name: string): Subject => at(parent, `metric ${name}`);
  const asked = metricsAsked(before);
  return compareRecords(before.metrics, after.metrics, {
    both: (was, is, name) => compareFields(METRIC, was, is, named(name)),
    removed: (_metric, name) =>
      asked.has(name)
        ? found(named(name), 'loosened', 'it is gone, and gates or triggers ask for it')
        : found(named(name), 'removed', 'it is gone', 'free'),
    added: (_metric, name) => found(named(name), 'added', 'it is new', 'free'),
  });
}

/** The metrics that a gate or a trigger of the plan asks for. */
function metricsAsked(plan: RolloutPlan): ReadonlySet<string> {
  const gates = [
    ...plan.phases.flatMap(({ enter, leave }) => [enter, leave]),
    ...stepsOf(plan).flatMap(({ enter, go }) => [enter, go]),
    plan.success,
  ];
  const conditions = [
    ...gates.flatMap((gate) => (gate ? [...gate.all, ...gate.any] : [])),
    ...plan.triggers.flatMap(({ when, resume }) => (resume ? [when, resume] : [when])),
  ];
  return new Set(conditions.flatMap(termsOf).flatMap((term) => (term.kind === 'claim' ? [term.metric] : [])));
}

const HOOK: Rules<Hook> = {
  summary: text('its summary'),
  timeoutMs: changed('its time to answer'),
  undo: changed('what takes it back'),
  figures: changed('its figures'),
  by: changed('who confirms it'),
};

/** The programs that steps and triggers run. */
export function compareHooks(
  before: RolloutPlan['hooks'],
  after: RolloutPlan['hooks'],
  parent: Subject,
): readonly PlanChange[] {
  const named = (name: string): Subject => at(parent, `hook ${name}`);
  return compareRecords(before, after, {
    both: (was, is, name) => compareFields(HOOK, was, is, named(name)),
    removed: (_hook, name) => found(named(name), 'removed', 'it is gone'),
    added: (_hook, name) => found(named(name), 'added', 'it is new', 'free'),
  });
}
