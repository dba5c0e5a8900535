import type { Stretch } from '../claim-query.js';

/** When a criterion is watched: milliseconds. */
export interface CriterionTimes {
  readonly attempt: number;
  /** From here on its periods are taken in. */
  readonly from: number;
  /** The newest rise of exposure; 0 when there was none. */
  readonly lastRise: number;
  /**
   * Since when the same units are exposed, as far as the lanes show: before that the canary's share of the traffic says
   * nothing of its share now. Absent while nobody is exposed, or that is changing.
   */
  readonly steadySince?: number;
  /** Since when just those who are exposed are wanted in. */
  readonly version: number;
  /** While those who came then were marked; absent when others came. */
  readonly foretold?: Stretch | undefined;
  /** Nobody was put in or out by another way since. */
  readonly hold: boolean;
  /** What another criterion of the same metric knows of them. */
  readonly elsewhere?: { readonly version: number; readonly bias: number } | undefined;
}
