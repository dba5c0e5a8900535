import type { Claim } from '../../plan/expressions/condition.js';
import type { Metric } from '../../plan/rollout-plan.js';
import type { ClaimQuery } from '../claim-query.js';
import type { Finding } from '../finding.js';
import { judgeClaim } from '../judge-claim.js';
import { procedureOf } from '../procedure.js';
import type { ClaimData } from '../reading.js';
import { isJudged, type CriterionLook, type JudgedClaim } from './criterion-look.js';
import type { CriterionState } from './criterion-state.js';
import type { CriterionTimes } from './criterion-times.js';
import { judgeCriterion, judgeNone } from './judge-criterion.js';
import { stepZeroOf, type Beforehand } from './step-zero.js';
import { beginWith, takePeriods, type Criterion, type Period } from './take-periods.js';

/**
 * Takes what was measured in, and judges the criterion by it.
 * @param answer gives the answer to one of the look's queries
 */
export function judgeLook(
  claim: JudgedClaim,
  metric: Metric,
  look: CriterionLook,
  times: CriterionTimes,
  known: CriterionState | undefined,
  data: {
    readonly plain: ClaimData;
    readonly limit?: ClaimData;
    readonly periods?: ClaimData;
    readonly calm?: ClaimData;
    readonly marked?: ClaimData;
  },
  full = true,
): { readonly finding: Finding; readonly state: CriterionState | undefined } {
  const failed = [data.limit, data.periods, data.calm, data.marked].find((one) => one?.kind === 'failed');
  const plain = judgeClaim(claim, metric, failed ?? data.plain, full ? 'sentence' : 'figures');
  const present = known?.attempt === times.attempt ? known : undefined;
  if (failed) return { finding: plain, state: present };
  const { procedure } = look;
  if (look.limit) return beginWithLimit(metric, look, times, plain, data.limit);
  const state = takePeriods(
    present,
    criterionOf(claim, look, times, { ...data, markedMs: lengthOf(look.marked) }),
    periodsOf(look.periods, data.periods),
  );
  return { finding: judgeCriterion(claim, metric, procedure, plain, state, full), state };
}

/** What a criterion's periods are taken in by. */
export function criterionOf(
  { judging }: JudgedClaim,
  { procedure }: CriterionLook,
  times: CriterionTimes,
  beforehand: Beforehand,
): Criterion {
  return {
    procedure,
    judging,
    attempt: times.attempt,
    lastRise: times.lastRise,
    steadySince: times.steadySince,
    stepZero: (before) => stepZeroOf(before, procedure, times, beforehand),
  };
}

/** Fixes the limit; with neither a value from before nor a baseline, what was measured is compared as it is. */
function beginWithLimit(
  { baseline }: Metric,
  { from }: CriterionLook,
  { attempt }: CriterionTimes,
  plain: Finding,
  data: ClaimData | undefined,
): { readonly finding: Finding; readonly state: CriterionState | undefined } {
  const reading = data?.kind === 'measured' ? data.subject[0]?.readings[0] : undefined;
  const limit = reading?.kind === 'value' && reading.value > 0 ? reading.value : baseline;
  if (limit === undefined) return { finding: plain, state: undefined };
  return { finding: { ...plain, truth: 'unknown' }, state: beginWith(limit, attempt, from) };
}

/** The finding of a claim that is judged by its samples so far, without a memory. */
export function judgeWithoutMemory(claim: Claim, metric: Metric, data: ClaimData, full = true): Finding {
  const detail = full ? 'sentence' : 'truth';
  const procedure = isJudged(claim) ? procedureOf(claim, metric) : undefined;
  if (!isJudged(claim) || procedure?.kind !== 'none') return judgeClaim(claim, metric, data, detail);
  return judgeNone(claim, procedure, judgeClaim(claim, metric, data));
}

/** The periods that were asked for, with what was measured in each. */
export function periodsOf(query: ClaimQuery | undefined, data: ClaimData | undefined): readonly Period[] {
  if (!query || data?.kind !== 'measured') return [];
  const canary = data.subject[0]?.readings ?? [];
  const control = data.control?.[0]?.readings ?? [];
  return query.windows.map((window, index) => ({
    ...window,
    canary: canary[index],
    control: control[index],
  }));
}

function lengthOf(query: ClaimQuery | undefined): number {
  return (query?.windows.at(-1)?.to ?? 0) - (query?.windows[0]?.from ?? 0);
}
