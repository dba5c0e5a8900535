import type { Cohort } from '../contract/metric-dimensions.js';

/** Whose samples a row is of: `all` where the metric knows no cohorts. */
export type RecordedCohort = Cohort | 'all';

/** One row of recorded data: what was published in one moment. */
export interface RecordedRow {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly metric: string;
  readonly cohort: RecordedCohort;
  /** The dimension of a row that is not about the whole cohort: `segment`, or one of the metric's own. */
  readonly part?: { readonly dimension: string; readonly value: string };
  /** As it was published: of a ratio the part, otherwise the value. */
  readonly value: number;
  /** Samples behind it: of a ratio the whole. */
  readonly samples: number;
}

/** Recorded data of a plan's metrics, oldest first. */
export interface History {
  readonly rows: readonly RecordedRow[];
  /** Names of metrics in the data that the plan does not have, with how many rows each has. */
  readonly unknown: ReadonlyMap<string, number>;
}
