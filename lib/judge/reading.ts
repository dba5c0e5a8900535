/** What was measured in one stretch of time. */
export type Reading =
  /** A value and the number of samples behind it; `part` is the numerator of a ratio. */
  | { readonly kind: 'value'; readonly value: number; readonly samples: number; readonly part?: number }
  /** The source reported, and nothing happened: zeros are published. */
  | { readonly kind: 'empty' }
  /** Nothing arrived. */
  | { readonly kind: 'missing' };

/** Readings of one subject over consecutive windows, the newest last. */
export interface Series {
  /** The value of the dimension that the claim is split by. */
  readonly label?: string;
  readonly readings: readonly Reading[];
}

/** Everything that was measured for one claim. */
export type ClaimData =
  | {
      readonly kind: 'measured';
      /** One series, or one for each value of the dimension. */
      readonly subject: readonly Series[];
      /** Control over the same windows, one for each series of the subject, where the claim compares with control. */
      readonly control?: readonly Series[];
      /** Those of control whom the next step exposes, where the query asks for them. */
      readonly next?: readonly Series[];
    }
  /** The measurement itself failed. */
  | { readonly kind: 'failed'; readonly reason: string };
