/** Whether a condition holds, as far as the data can tell. */
export type Truth = 'yes' | 'no' | 'unknown' | 'error';

/** The answer of a gate. */
export type Verdict = 'go' | 'no-go' | 'inconclusive' | 'error';

/**
 * The one order of truths, the worst for a gate first. Everything that combines findings uses it: all = the worst,
 * any = the best.
 */
const WORST_FIRST: readonly Truth[] = ['no', 'error', 'unknown', 'yes'];

const VERDICTS: Readonly<Record<Truth, Verdict>> = {
  yes: 'go',
  no: 'no-go',
  unknown: 'inconclusive',
  error: 'error',
};

/** What the evidence of a criterion comes to. */
export interface EvidenceView {
  readonly procedure: 'two arms' | 'one arm' | 'signs';
  /** Why the evidence is found as it is, for people. */
  readonly because: string;
  /** Evidence that the claim is true, as "1 in N" it would be chance; and that it is not, where that is asked. */
  readonly proof: number;
  readonly disproof?: number;
  /** The N that decides. */
  readonly needed: number;
  /** Periods with samples, and without. */
  readonly periods: number;
  readonly silent: number;
  /**
   * What the rates may be, at a risk of 5 %, however often one looks. Of signs: the share of the compared periods that
   * spoke for the claim.
   */
  readonly canary: RateView;
  readonly control?: RateView;
  /** The smallest change that could have been seen by now: a factor of what is allowed. */
  readonly visible?: number;
}

/** A rate, and the interval in which it lies. */
export interface RateView {
  readonly rate: number;
  readonly lower: number;
  readonly upper: number;
  readonly samples: number;
}

/** What was found about one term of a condition, with everything a person needs to follow it. */
export interface Finding {
  /** The term as it is written in the plan. */
  readonly text: string;
  readonly truth: Truth;
  /** No sample arrived although some should have: the claim is blind. */
  readonly noData?: true;
  readonly value?: number;
  readonly samples?: number;
  /** Samples that it takes to decide. */
  readonly needed?: number;
  /** The level that the value was compared with. */
  readonly level?: number;
  /** The reference value behind a relative level, and where it comes from. */
  readonly reference?: { readonly from: 'control' | 'baseline'; readonly value: number };
  /** Where it is judged by evidence: what there is of it. */
  readonly evidence?: EvidenceView;
  /** The value of the dimension that decided. */
  readonly label?: string;
  readonly why: string;
}

/** The worst of several truths; with none, yes. */
export function worst(truths: readonly Truth[]): Truth {
  return WORST_FIRST.find((truth) => truths.includes(truth)) ?? 'yes';
}

/** The best of several truths; with none, no. */
export function best(truths: readonly Truth[]): Truth {
  return [...WORST_FIRST].reverse().find((truth) => truths.includes(truth)) ?? 'no';
}

export function opposite(truth: Truth): Truth {
  return truth === 'yes' ? 'no' : truth === 'no' ? 'yes' : truth;
}

/** The verdict of a gate whose condition has this truth. */
export function verdictOf(truth: Truth): Verdict {
  return VERDICTS[truth];
}
