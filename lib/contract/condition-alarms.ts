import type { Comparison } from '../plan/expressions/comparison.js';
import type { Claim, Condition } from '../plan/expressions/condition.js';
import type { RolloutPlan } from '../plan/rollout-plan.js';
import type { NoAlarm } from './alarm-windows.js';
import { claimAlarm, type ClaimMath } from './claim-alarm.js';

/** What has to hold for a condition to hold, in claims that CloudWatch can look at. */
export type ConditionAlarms =
  | {
      readonly kind: 'claim';
      /** The claim as it is written. */
      readonly text: string;
      /** Of a claim that is split, the part that this is about. */
      readonly segment?: string;
      readonly math: ClaimMath;
    }
  | { readonly kind: 'all' | 'any'; readonly of: readonly ConditionAlarms[] };

/** Turns a condition into claims for CloudWatch, or says why that cannot be. */
export function conditionAlarms(condition: Condition, plan: RolloutPlan): ConditionAlarms | NoAlarm {
  switch (condition.kind) {
    case 'all':
    case 'any':
      return joined(
        condition.kind,
        condition.of.map((inner) => conditionAlarms(inner, plan)),
      );
    case 'not':
      return conditionAlarmsOfOpposite(condition.of, plan);
    case 'claim':
      return claimAlarms(condition, plan);
    case 'elapsed':
    case 'quiet':
    case 'drill':
    case 'hook':
    case 'decision':
    case 'task':
      return { reason: `\`${condition.text}\`: only the rollout itself knows that` };
  }
}

/** The opposite of what is not known is not known: `not` moves inwards, to comparisons of measured values. */
function conditionAlarmsOfOpposite(condition: Condition, plan: RolloutPlan): ConditionAlarms | NoAlarm {
  switch (condition.kind) {
    case 'all':
    case 'any':
      return joined(
        condition.kind === 'all' ? 'any' : 'all',
        condition.of.map((inner) => conditionAlarmsOfOpposite(inner, plan)),
      );
    case 'not':
      return conditionAlarms(condition.of, plan);
    case 'claim': {
      const opposite = oppositeOf(condition);
      return opposite
        ? claimAlarms(opposite, plan)
        : { reason: `\`not ${condition.text}\`: an alarm cannot look for the opposite` };
    }
    default:
      return conditionAlarms(condition, plan);
  }
}

const OPPOSITES = { '<': '>=', '<=': '>', '>': '<=', '>=': '<' } as const satisfies Record<
  Exclude<Comparison, '='>,
  Comparison
>;

/**
 * A claim that holds exactly when the other is known not to hold. Nothing where no claim says that: of what must hold
 * through several periods, or in M of N.
 */
function oppositeOf(claim: Claim): Claim | undefined {
  if (claim.comparison === '=' || claim.hold) return undefined;
  const { scope } = claim;
  return {
    ...claim,
    scope:
      scope.kind === 'split' ? { ...scope, quantifier: scope.quantifier === 'any' ? 'every' : 'any' } : scope,
    comparison: OPPOSITES[claim.comparison],
    text: `not ${claim.text}`,
  };
}

/** One alarm, or one for every segment of the plan. */
function claimAlarms(claim: Claim, plan: RolloutPlan): ConditionAlarms | NoAlarm {
  const { scope } = claim;
  const of = (segment?: string): ConditionAlarms | NoAlarm => {
    const math = claimAlarm(claim, plan, segment);
    if ('reason' in math) return math;
    const part = scope.kind === 'split' && segment !== undefined ? { segment } : {};
    return { kind: 'claim', text: claim.text, ...part, math };
  };
  switch (scope.kind) {
    case 'default':
    case 'cohort':
      return of();
    case 'segment':
      return of(scope.segment);
    case 'split': {
      if (scope.dimension !== 'segment') return of();
      const segments = Object.keys(plan.audience.segments);
      if (segments.length === 0) return { reason: `\`${claim.text}\`: the plan has no segments` };
      return joined(scope.quantifier === 'every' ? 'all' : 'any', segments.map(of));
    }
  }
}

function joined(
  kind: 'all' | 'any',
  parts: readonly (ConditionAlarms | NoAlarm)[],
): ConditionAlarms | NoAlarm {
  const refused = parts.find((part) => 'reason' in part);
  if (refused) return refused;
  const of = parts.flatMap((part) => {
    if ('reason' in part) return [];
    return part.kind === kind ? part.of : [part];
  });
  const [first, ...rest] = of;
  return first && rest.length === 0 ? first : { kind, of };
}
