import { claimsOf } from './claims.js';
import type { Rule } from './rule.js';

/** Two equal cohorts differ by chance: a level of exactly 100 % of control is missed half of the time. */
export const decidedByNoise: Rule = (plan, reports) => {
  for (const { claim, path } of claimsOf(plan)) {
    const { level } = claim;
    if (level.kind !== 'relative' || level.reference !== 'control' || level.factor !== 1) continue;
    reports.warn(path, {
      code: 'decided-by-noise',
      offset: claim.offset,
      found: `\`${claim.text}\`: without any difference between canary and control, chance decides`,
      allowed: 'a level that leaves room, such as `105% of control`',
      advice: 'say how much worse is still good',
    });
  }
};
