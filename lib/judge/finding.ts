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
