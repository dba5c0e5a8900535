import type { Reading } from './reading.js';

/**
 * What is known of all windows that lie between a wide and a narrow one: each contains the narrow one and is contained
 * in the wide one, so that sums only grow from one to the other.
 */
export type ReadingRange =
  /** Every one of them reads the same. */
  | { readonly kind: 'same'; readonly reading: Reading }
  /** All have a value in [low, high], of at least `fewest` and at most `most` samples. */
  | {
      readonly kind: 'between';
      readonly low: number;
      readonly high: number;
      readonly fewest: number;
      readonly most: number;
    }
  /** All have a value, and whether all are on one side of a limit can be asked; about where they are is known. */
  | {
      readonly kind: 'asked';
      readonly about: number;
      /** Whether all are proven to be at most so large. */
      readonly atMost: (value: number) => boolean;
      /** Whether all are proven to be at least so large. */
      readonly atLeast: (value: number) => boolean;
      readonly fewest: number;
      readonly most: number;
    };

/** What is known of a claim's windows while they slide; one entry for each series. */
export interface ClaimRange {
  readonly subject: readonly ReadingRange[];
  readonly control?: readonly ReadingRange[];
}
