import type { CriterionState } from './criterion-state.js';
import { isWholeDay } from './sample-shares.js';

/**
 * Whether the canary's silence is evidence. Its share of the traffic is known from what was heard only: when a samples
 * came while control had m, none at all while control has m' more is chance in (m / (m + m'))^a of all cases (the ratio of
 * the next gap to the sum of a independent ones). Samples that come in crowds, or with another rhythm than control's, count
 * for so many fewer, and where step zero has not shown how they come for a whole day, silence is no evidence: testers who go home are no
 * outage. Since it may fall silent in any period, the risk is shared by all of them: the k-th has risk / (k (k + 1)), which
 * together is at most `risk`.
 */
export function isSilenced(state: CriterionState, risk: number): boolean {
  const { recent, unheard, choice, heard, silent } = state;
  if (recent.control === 0 || !choice.variation || !isWholeDay(choice.variation.ms)) return false;
  const looks = Math.max(1, heard + silent);
  const crowd = Math.max(choice.dispersion ?? 1, choice.variation.factor);
  const against = (recent.canary / crowd) * Math.log1p(unheard / recent.control);
  return against > Math.log(1 / risk) + Math.log(looks * (looks + 1));
}

/** Samples of the canary that control's traffic lets expect since it was heard last. */
export function samplesMissed({ recent, unheard }: CriterionState): number {
  return recent.control === 0 ? 0 : (unheard * recent.canary) / recent.control;
}
