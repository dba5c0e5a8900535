/** Who a sample belongs to: `canary` was served a new variant, `control` the old one. */
export const COHORTS = ['canary', 'control'] as const;
export type Cohort = (typeof COHORTS)[number];
/** Those of control whom the next step exposes: their samples are published once more under this name. */
export const NEXT_COHORT = 'next';

/** One dimension of a CloudWatch metric. */
export interface Dimension {
  readonly Name: string;
  readonly Value: string;
}

/** Whose samples a time series holds. */
export interface SeriesScope {
  readonly rollout: string;
  /** Absent for metrics that do not tell canary from control. */
  readonly cohort?: Cohort | typeof NEXT_COHORT;
  readonly segment?: string;
  /** A dimension of the metric's own, such as `stage`. */
  readonly split?: { readonly name: string; readonly value: string };
}

/**
 * The metric contract: the dimension sets under which applications publish. CloudWatch keeps every set apart and never
 * adds them up, so an application publishes each sample under {Rollout, Cohort}, and again under {Rollout, Cohort,
 * Segment} and {Rollout, Cohort, <split>} where the plan asks for them. Metrics without cohorts have {Rollout}, and
 * the same extensions. Zeros are published.
 */
export function dimensionsOf({ rollout, cohort, segment, split }: SeriesScope): readonly Dimension[] {
  return [
    { Name: 'Rollout', Value: rollout },
    ...(cohort === undefined ? [] : [{ Name: 'Cohort', Value: cohort }]),
    ...(segment === undefined ? [] : [{ Name: 'Segment', Value: segment }]),
    ...(split === undefined ? [] : [{ Name: split.name, Value: split.value }]),
  ];
}
