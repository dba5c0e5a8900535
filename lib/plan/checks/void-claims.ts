import { levelOf, valueRange } from '../claim-values.js';
import type { Claim } from '../expressions/condition.js';
import type { Metric, RolloutPlan } from '../rollout-plan.js';
import { claimsOf, type PlacedClaim } from './claims.js';
import type { Rule } from './rule.js';

/**
 * Claims that no value can make true, or none false: a gate that asks such a thing passes always or never, and a trigger
 * fires always or never.
 */
export const voidClaims: Rule = (plan, reports) => {
  for (const placed of claimsOf(plan)) {
    const { claim, path } = placed;
    const metric = plan.metrics[claim.metric];
    if (!metric) continue;
    const asks = isTrigger(placed) ? 'fires' : 'passes';
    const { level } = claim;
    if (level.kind === 'count') {
      if (level.good >= 1 && level.good <= level.of) continue;
      reports.error(path, {
        code: 'void-count',
        offset: claim.offset,
        found:
          level.good > level.of
            ? `\`${claim.text}\`: there are never ${String(level.good)} good ones among ${String(level.of)}`
            : `\`${claim.text}\`: ${String(level.of)} bad ones of ${String(level.of)} are all right, so that it never fails`,
        allowed: `1 to ${String(level.of)} of ${String(level.of)}`,
        advice: 'say how many have to be good',
      });
      continue;
    }
    const answer = answerOf(plan, claim, metric);
    if (answer === undefined || (answer === 'never' && isTold(placed, metric))) continue;
    reports.error(path, {
      code: 'void-claim',
      offset: claim.offset,
      found: `\`${claim.text}\`: ${answer} true, whatever is measured, so that it ${answer} ${asks}`,
      allowed: `a level that some values of \`${claim.metric}\` keep and others break`,
      advice: 'correct the level, or leave it out',
    });
  }
};

/** A share of counted units that is never so is told where counts are looked at. */
function isTold(placed: PlacedClaim, metric: Metric): boolean {
  return (
    metric.census && metric.unit === 'fraction' && placed.claim.level.kind === 'fixed' && !isTrigger(placed)
  );
}

function isTrigger({ path }: PlacedClaim): boolean {
  return path[0] === 'triggers';
}

/** Whether the claim is true for every value that its metric can have, or for none. */
function answerOf(plan: RolloutPlan, claim: Claim, metric: Metric): 'always' | 'never' | undefined {
  const level = levelOf(claim, metric);
  if (level === undefined) return undefined;
  const { from, to } = valueRange(plan, metric);
  switch (claim.comparison) {
    case '<':
      return level > to ? 'always' : level <= from ? 'never' : undefined;
    case '<=':
      return level >= to ? 'always' : level < from ? 'never' : undefined;
    case '>':
      return level < from ? 'always' : level >= to ? 'never' : undefined;
    case '>=':
      return level <= from ? 'always' : level > to ? 'never' : undefined;
    case '=':
      return level < from || level > to ? 'never' : undefined;
  }
}
