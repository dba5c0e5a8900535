import type { CriterionState } from './criterion-state.js';

/**
 * Whether the canary's silence is evidence. Its share of the traffic is known from what was heard only: when a samples
 * came while control had m, none at all while control has m' more is chance in (m / (m + m'))^a of all cases (the ratio of
 * the next gap to the sum of a independent ones). Bursts count for so many fewer samples; and since it may fall silent in
 * any period, the risk is shared by all of them: the k-th has risk / (k (k + 1)), which together is at most `risk`.
 */
export function isSilenced(
  { recent, unheard, choice, heard, silent }: CriterionState,
  risk: number,
): boolean {
  if (recent.control === 0) return false;
  const looks = Math.max(1, heard + silent);
  const against = (recent.canary / (choice.dispersion ?? 1)) * Math.log1p(unheard / recent.control);
  return against > Math.log(1 / risk) + Math.log(looks * (looks + 1));
}

/** Samples of the canary that control's traffic lets expect since it was heard last. */
export function samplesMissed({ recent, unheard }: CriterionState): number {
  return recent.control === 0 ? 0 : (unheard * recent.canary) / recent.control;
}
