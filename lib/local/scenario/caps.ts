import { termsOf, type Claim, type Condition } from '../../plan/expressions/condition.js';
import { gatesOf, type Metric, type RolloutPlan } from '../../plan/rollout-plan.js';
import { worseOf } from './worse.js';

/** The thresholds that a plan sets for a metric: the first and the last that a worsening value crosses. */
export interface Caps {
  readonly lowest: number;
  readonly highest: number;
}

/**
 * The thresholds of a metric: those of its triggers; where no trigger watches it, those of its gates.
 * @param base the value while all is well
 * @param canaryOnly whether control stays well, so that thresholds relative to control can be crossed too
 */
export function capsOf(
  plan: RolloutPlan,
  metric: Metric,
  base: number,
  canaryOnly: boolean,
): Caps | undefined {
  const level = (claim: Claim) => levelOf(claim, metric, plan.judge.periodMs, base, canaryOnly);
  const fires = metric.better === 'lower' ? ['>', '>=', '='] : ['<', '<=', '='];
  const passes = metric.better === 'lower' ? ['<', '<=', '='] : ['>', '>=', '='];
  const levelsOf = (conditions: readonly Condition[], comparisons: readonly string[]): readonly number[] =>
    conditions
      .flatMap(termsOf)
      .filter((term): term is Claim => term.kind === 'claim' && term.metric === metric.name)
      .filter(({ comparison }) => comparisons.includes(comparison))
      .flatMap((claim) => level(claim) ?? []);
  const armed = levelsOf(
    plan.triggers.map((trigger) => trigger.when),
    fires,
  );
  const levels =
    armed.length > 0
      ? armed
      : levelsOf(
          gatesOf(plan).flatMap((gate) => [...gate.all, ...gate.any]),
          passes,
        );
  if (levels.length === 0) return undefined;
  const highest = levels.reduce((one, other) => worseOf(metric, one, other));
  const lowest = levels.reduce((one, other) => (worseOf(metric, one, other) === one ? other : one));
  return { lowest, highest };
}

function levelOf(
  claim: Claim,
  metric: Metric,
  periodMs: number,
  base: number,
  canaryOnly: boolean,
): number | undefined {
  const { level } = claim;
  switch (level.kind) {
    case 'fixed':
      return metric.source.kind === 'sum'
        ? level.quantity.value / publicationsIn(claim, metric, periodMs)
        : level.quantity.value;
    case 'relative':
      if (level.reference === 'control')
        return canaryOnly && metric.cohorts ? level.factor * base : undefined;
      return metric.baseline === undefined ? undefined : level.factor * metric.baseline;
    case 'count':
      return metric.better === 'higher' ? level.good / level.of : 1 - level.good / level.of;
  }
}

/** How many publications of a sum add up in the span of a claim. A span without a fixed length counts as one. */
function publicationsIn(claim: Claim, metric: Metric, periodMs: number): number {
  const spanMs = claim.over?.kind === 'trailing' ? claim.over.ms : periodMs;
  return Math.max(1, spanMs / (metric.everyMs ?? periodMs));
}
