import type { TwoArmChoice } from '../sequential/choose-process.js';

/** Samples of one cohort, and how many of them are of the kind that is counted. */
export interface Tally {
  readonly counted: number;
  readonly samples: number;
}

/** What the bets on one side have won so far: logarithms, and the part that is not bet yet. */
export interface Evidence {
  readonly logs: readonly number[];
  readonly unspent: number;
}

/** The procedure of a criterion, with what the time before the first exposure has shown. */
export interface StepZeroChoice extends TwoArmChoice {
  /** It is known from those who come next, compared with everybody else while both were served the same. */
  readonly from?: 'A/A';
  /** How many times control's rate theirs was already: the least that is sure. Absent when nothing is. */
  readonly bias?: number;
  /** How much more than independent samples their share of all samples varies, as far as a stretch of that length shows. */
  readonly variation?: { readonly factor: number; readonly ms: number };
}

/** Samples while the same units were exposed, until the canary was heard last. */
export interface Recent {
  readonly since?: number;
  readonly canary: number;
  readonly control: number;
  /** The same, for as long as step zero was: what their shares are compared by. */
  readonly compared?: { readonly canary: number; readonly control: number };
}

/** Samples of the cohorts as they are after a rise, from before it. */
export interface Marks {
  /** Since when just they are wanted in; milliseconds. */
  readonly version: number;
  /** How long they were marked; milliseconds. */
  readonly ms: number;
  readonly canary: number;
  readonly control: number;
  /** Nobody was put in or out since. */
  readonly hold: boolean;
}

/** All that is remembered of a criterion between two looks: under 1 KB of JSON. */
export interface CriterionState {
  /** The attempt of the rollout that it belongs to: a new attempt begins anew. */
  readonly attempt: number;
  /** The end of the newest period that was taken in; milliseconds. What ends before is never taken in again. */
  readonly until: number;
  /** The newest rise of exposure that was bet on; 0 when there was none. */
  readonly rise: number;
  /** Periods in which samples of the canary arrived, and periods in which none did. */
  readonly heard: number;
  readonly silent: number;
  readonly canary: Tally;
  readonly control: Tally;
  readonly recent: Recent;
  /** What was known of today's cohorts while those who came new were marked, and served what control was. */
  readonly marks?: Marks;
  /** Of a percentile against control: the limit above which samples are counted, fixed when the criterion began. */
  readonly limit?: number;
  /** How the evidence is found, from what the time before the first exposure has shown. */
  readonly choice: StepZeroChoice;
  /** Evidence that the claim is true. */
  readonly proof: Evidence;
  /** Of an alarm: it was enough, and has not fallen to half of that (of its logarithm) since. */
  readonly raised?: true;
  /** Evidence that it is not; only gates ask for that. */
  readonly disproof?: Evidence;
  /** Samples of control since the canary was heard last. */
  readonly unheard: number;
  /** Why the newest period was not taken in. */
  readonly refused?: string;
}
