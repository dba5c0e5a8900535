/** A mistake in recorded data, for people. */
export interface HistoryProblem {
  readonly line: number;
  readonly column?: string;
  readonly found: string;
  readonly allowed: string;
  readonly advice: string;
}

/** The same, where the line is known by whoever reads it. */
export type Found = Omit<HistoryProblem, 'line'>;
