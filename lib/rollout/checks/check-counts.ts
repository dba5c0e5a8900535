import type { Claim } from '../../plan/expressions/condition.js';
import type { RolloutPlan } from '../../plan/rollout-plan.js';
import type { PlacedProblem } from '../../plan/source/problem.js';
import { claimsOfGates, leastOfEach, type AskedClaim } from './claims-of-gates.js';

/**
 * Thresholds that a count cannot express: among 50 units a share can only be 0, 2, 4, ... %, so that `< 2%` allows none
 * of them. No count at all is an error; no count but none (or all) is worth knowing.
 */
export function checkCounts(plan: RolloutPlan): readonly PlacedProblem[] {
  const counted = claimsOfGates(plan).flatMap((asked): readonly CountedClaim[] => {
    const { level } = asked.claim;
    if (!asked.metric.census || asked.metric.unit !== 'fraction' || level.kind !== 'fixed') return [];
    return [{ ...asked, share: level.quantity.value }];
  });
  const possible = counted.filter(({ claim, share, risen }) => canHold(claim, share) && risen >= 0.5);
  return [
    ...counted.filter(({ claim, share }) => !canHold(claim, share)).map(impossible),
    ...leastOfEach(possible).flatMap((asked) => allowsNone(plan, asked)),
  ];
}

interface CountedClaim extends AskedClaim {
  readonly share: number;
}

function impossible({ claim, path }: CountedClaim): PlacedProblem {
  return {
    severity: 'error',
    code: 'impossible-level',
    path,
    offset: claim.offset,
    found: `\`${claim.text}\`: no share is ever so`,
    allowed: 'a level that some share between 0% and 100% can keep',
  };
}

function allowsNone(
  plan: RolloutPlan,
  { claim, metric, path, point, risen, share }: CountedClaim,
): readonly PlacedProblem[] {
  const units = Math.round(risen);
  if (allowedBad(claim, share, metric.better, units) !== 0 || wantsNone(claim, share, metric.better))
    return [];
  return [
    {
      severity: 'warning',
      code: 'count',
      path,
      offset: claim.offset,
      found: `\`${claim.text}\` on about ${String(units)} ${plan.audience.units} ${point.say}: it allows 0 of ${String(units)}`,
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

/** The most bad units that satisfy the claim; `undefined` when it is about something else than a most. */
function allowedBad(
  claim: Claim,
  share: number,
  better: 'lower' | 'higher',
  units: number,
): number | undefined {
  const edge = better === 'lower' ? share * units : (1 - share) * units;
  const rounded = Number(edge.toFixed(6));
  const strict = better === 'lower' ? '<' : '>';
  if (claim.comparison === strict) return Math.max(0, Math.ceil(rounded) - 1);
  if (claim.comparison === `${strict}=`) return Math.floor(rounded);
  return undefined;
}

/** `<= 0%` and `>= 100%` say that nobody may be bad. */
function wantsNone(claim: Claim, share: number, better: 'lower' | 'higher'): boolean {
  return claim.comparison === (better === 'lower' ? '<=' : '>=') && share === (better === 'lower' ? 0 : 1);
}

function sayShare(better: 'lower' | 'higher', units: number): string {
  const share = 100 / units;
  return better === 'lower'
    ? `\`<= ${String(Math.ceil(share * 10) / 10)}%\``
    : `\`>= ${String(Math.floor((100 - share) * 10) / 10)}%\``;
}
