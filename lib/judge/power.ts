/** How much is seen of the two cohorts. */
export interface ArmSizes {
  /** Samples of the canary in one period. */
  readonly canary: number;
  /** Samples of control in one period; 0 when there is none. */
  readonly control: number;
}

/** Kullback and Leibler's divergence of a Bernoulli variable with rate `rate` from one with rate `other`, in nats. */
export function divergence(rate: number, other: number): number {
  const of = (p: number, q: number): number => (p === 0 ? 0 : p * Math.log(p / q));
  return of(rate, other) + of(1 - rate, 1 - other);
}

/**
 * Evidence that one period of both arms brings on average, in nats, when control fails at `base` and the canary at
 * `ratio` times that, against "at most `allowed` times": expected failures x divergence of the canary's share of them.
 */
export function ratioInformation(
  { canary, control }: ArmSizes,
  { base, ratio, allowed }: { readonly base: number; readonly ratio: number; readonly allowed: number },
): number {
  const failures = canary * base * ratio + control * base;
  const share = (times: number): number => (canary * times) / (canary * times + control);
  return failures === 0 ? 0 : failures * divergence(share(ratio), share(allowed));
}

/**
 * Wald's bound: no test that is wrong with a probability of at most `risk` decides sooner on average.
 * @param information nats of one sample or period
 */
export function waldBound(information: number, risk: number): number {
  return Math.log(1 / risk) / information;
}

const MOST_FACTOR = 1000;

/** What one look at a criterion has seen so far. */
export interface SeenSoFar {
  readonly canary: { readonly counted: number; readonly samples: number };
  readonly control: { readonly counted: number; readonly samples: number };
}

/**
 * The smallest change of what is allowed that could have been seen by now, as a factor: at which the evidence of all
 * samples so far would, on average, have been enough (ln(1/risk) by Wald's bound).
 * @param worse on which side of what is allowed it would be bad
 * @returns above 1, or below 1 where falling is worse; `undefined` when even a factor of 1,000 could not be seen
 */
export function visibleFactor(
  procedure: { readonly kind: 'two arms' | 'one arm'; readonly allowed: number },
  { canary, control }: SeenSoFar,
  risk: number,
  worse: 'above' | 'below' = 'above',
): number | undefined {
  const { allowed } = procedure;
  const needed = Math.log(1 / risk);
  const base = control.samples === 0 ? 0 : control.counted / control.samples;
  const information = (size: number): number => {
    const factor = worse === 'above' ? size : 1 / size;
    if (procedure.kind === 'one arm')
      return canary.samples * divergence(Math.min(0.999, allowed * factor), allowed);
    const sizes = { canary: canary.samples, control: control.samples };
    return ratioInformation(sizes, { base, ratio: allowed * factor, allowed });
  };
  if (information(MOST_FACTOR) < needed) return undefined;
  let low = 1;
  let high = MOST_FACTOR;
  for (let step = 0; step < 60; step += 1) {
    const middle = Math.sqrt(low * high);
    if (information(middle) < needed) low = middle;
    else high = middle;
  }
  return worse === 'above' ? high : 1 / high;
}
