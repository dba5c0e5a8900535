/** Whose samples they are. */
export interface SampleOf {
  /** The segments of the unit, as far as the plan compares segments. */
  readonly segment?: string | readonly string[];
  /** Dimensions of a metric's own (`split` in the plan), with the sample's values: `{ stage: 'render' }`. */
  readonly split?: Readonly<Record<string, string>>;
}

/** Dimension sets that are published in the same lines. */
export interface MetricScope {
  readonly sets: readonly (readonly string[])[];
  readonly dimensions: Readonly<Record<string, string>>;
}

/** Names that a line or the contract uses itself. */
const TAKEN = new Set(['_aws', 'Rollout', 'Cohort', 'Segment']);
/** CloudWatch: 1 to 255 characters, ASCII, no control characters, no colon first. */
const NAME = /^(?!:)[ -~]{1,255}$/;
/** CloudWatch: 1 to 1,024 characters, ASCII, not spaces alone. */
const VALUE = /^(?=.*\S)[ -~]{1,1024}$/;
/** CloudWatch's limit for a line's names of dimensions, were all of them in one set. */
const MOST_DIMENSIONS = 30;

/**
 * The metric contract: {Rollout, Cohort}, and again {Rollout, Cohort, Segment} and {Rollout, Cohort, <split>}; the same
 * without Cohort for metrics that know none. A second segment needs lines of its own, with nothing but its set in them,
 * because CloudWatch would count the sample twice. What CloudWatch would refuse is left out and told.
 */
export function metricScopes(
  rollout: string,
  cohort: 'canary' | 'control' | 'next' | undefined,
  { segment = [], split = {} }: SampleOf,
  tell: (problem: string) => void,
): readonly MetricScope[] {
  const dimensions: Record<string, string> = {
    Rollout: rollout,
    ...(cohort === undefined ? {} : { Cohort: cohort }),
  };
  const base = Object.keys(dimensions);
  const [first, ...others] = [...new Set(typeof segment === 'string' ? [segment] : segment)].filter(
    (name) => {
      const good = VALUE.test(name);
      if (!good)
        tell(`the segment ${JSON.stringify(name)} cannot be a dimension of CloudWatch; it is left out`);
      return good;
    },
  );
  const sets: string[][] = [base];
  const shared = { ...dimensions };
  if (first !== undefined) {
    shared['Segment'] = first;
    sets.push([...base, 'Segment']);
  }
  for (const [name, value] of Object.entries(split)) {
    if (!isMetricName(name) || !VALUE.test(value) || Object.keys(shared).length === MOST_DIMENSIONS) {
      tell(
        `the split ${JSON.stringify(`${name}=${value}`)} cannot be a dimension of CloudWatch; it is left out`,
      );
      continue;
    }
    shared[name] = String(value);
    sets.push([...base, name]);
  }
  return [
    { sets, dimensions: shared },
    ...others.map((name) => ({
      sets: [[...base, 'Segment']],
      dimensions: { ...dimensions, Segment: name },
    })),
  ];
}

/** Whether CloudWatch and the contract let a metric or a split be called so. */
export function isMetricName(name: string): boolean {
  return NAME.test(name) && name.trim() !== '' && !TAKEN.has(name);
}

/** Whether CloudWatch lets a dimension have that value. */
export function isDimensionValue(value: string): boolean {
  return VALUE.test(value);
}
