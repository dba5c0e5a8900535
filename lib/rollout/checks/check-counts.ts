import { sayPercent } from '../../plan/expressions/amounts.js';
import type { Claim } from '../../plan/expressions/condition.js';
import type { Metric, RolloutPlan } from '../../plan/rollout-plan.js';
import type { PlacedProblem } from '../../plan/source/problem.js';
import { allowedBad } from './allowed-bad.js';
import { leastOfEach, type AskedClaim } from './claims-of-gates.js';
import type { CourseRule } from './course.js';

/**
 * Thresholds that a count cannot express: among 50 units a share can only be 0, 2, 4, ... %, so that `< 2%` allows none
 * of them. No count at all is an error; no count but none (or all) is worth knowing.
 */
export const checkCounts: CourseRule = ({ plan, asked }) => {
  const shares = asked.flatMap((one): readonly ShareClaim[] => {
    const { level } = one.claim;
    if (!one.metric.census || one.metric.unit !== 'fraction' || level.kind !== 'fixed') return [];
    return [{ ...one, share: level.quantity.value }];
  });
  const counted = shares.flatMap((one): readonly CountedClaim[] => {
    const risen = one.units?.risen ?? 0;
    return !canHold(one.claim, one.share) || one.point.before || risen < 0.5 ? [] : [{ ...one, risen }];
  });
  return [
    ...shares.filter(({ claim, share }) => !canHold(claim, share)).map(impossible),
    ...leastOfEach(counted).flatMap((one) => inexpressible(plan, one)),
  ];
};

interface ShareClaim extends AskedClaim {
  readonly share: number;
}

interface CountedClaim extends ShareClaim {
  readonly risen: number;
}

function impossible({ claim, path }: ShareClaim): PlacedProblem {
  return {
    severity: 'error',
    code: 'impossible-level',
    path,
    offset: claim.offset,
    found: `\`${claim.text}\`: no share is ever so`,
    allowed: 'a level that some share between 0% and 100% can keep',
  };
}

function inexpressible(plan: RolloutPlan, asked: CountedClaim): readonly PlacedProblem[] {
  const { claim, metric, path, point, risen, share } = asked;
  const units = Math.round(risen);
  const found = `\`${claim.text}\` on about ${String(units)} ${units === 1 ? plan.audience.unit : plan.audience.units} ${point.say}`;
  const warning = { severity: 'warning', code: 'count', path, offset: claim.offset } as const;
  if (claim.comparison === '=') {
    const count = Number((share * units).toFixed(6));
    if (Number.isInteger(count)) return [];
    return [
      {
        ...warning,
        found: `${found}: no number of ${String(units)} is ${sayPercent(share)}`,
        allowed: `\`<= ${sayPercent(share)}\` or \`>= ${sayPercent(share)}\``,
        advice: 'say which side is good',
      },
    ];
  }
  if (allowedBad(claim, share, metric.better, units) !== 0 || wantsNone(claim, share, metric.better))
    return [];
  return [
    {
      ...warning,
      found: `${found}: it allows 0 of ${String(units)}`,
      allowed: `\`= ${metric.better === 'lower' ? '0' : '100'}%\` if that is meant, or ${sayShare(metric.better, units)} to allow one`,
      advice: 'one single case stops the rollout here: say so, ask later, or ask of more',
    },
  ];
}

/** Whether any share between 0 and 1 satisfies the claim. */
function canHold(claim: Claim, share: number): boolean {
  switch (claim.comparison) {
    case '<':
      return share > 0;
    case '<=':
      return share >= 0;
    case '>':
      return share < 1;
    case '>=':
    case '=':
      return share <= 1;
  }
}

/** `<= 0%` and `>= 100%` say that nobody may be bad. */
function wantsNone(claim: Claim, share: number, better: Metric['better']): boolean {
  return claim.comparison === (better === 'lower' ? '<=' : '>=') && share === (better === 'lower' ? 0 : 1);
}

function sayShare(better: Metric['better'], units: number): string {
  const share = 100 / units;
  return better === 'lower'
    ? `\`<= ${String(Math.ceil(share * 10) / 10)}%\``
    : `\`>= ${String(Math.floor((100 - share) * 10) / 10)}%\``;
}
