import { metricLines, type MetricUnit, type MetricValues } from './metric-lines.js';
import {
  isDimensionValue,
  isMetricName,
  metricScopes,
  type MetricScope,
  type SampleOf,
} from './metric-scopes.js';

export interface MetricOptions {
  /** `namespace` of the plan. */
  readonly namespace: string;
  /** `rollout` of the plan: its name. */
  readonly rollout: string;
  /** Where the lines go. Default `process.stdout`, which Lambda and the CloudWatch agent read. */
  readonly write?: { readonly write: (line: string) => unknown };
  /** 1 for plans whose periods are shorter than a minute; CloudWatch charges more for alarms on it. Default 60. */
  readonly storageResolution?: 1 | 60;
  /** Milliseconds since the Unix epoch. Default `Date.now`. */
  readonly clock?: () => number;
  /** Is told of samples that CloudWatch would refuse, once each. Default a warning of the Node process. */
  readonly warn?: (problem: string) => void;
}

/** Takes samples of one cohort. Nothing here throws: metrics never break the request that they measure. */
export interface Recorder {
  /** Adds to a counter; 0 is published, too. Added up until the flush. @param n default 1 */
  readonly count: (name: string, n?: number) => void;
  /** One raw sample, such as a latency. @param unit default `None` */
  readonly value: (name: string, value: number, unit?: MetricUnit) => void;
  /**
   * Counts for a metric `ratio: [part, whole]`, a part of 0 as well: otherwise nobody could tell "no errors" from
   * "nobody counted".
   * @param happened how many of `of`, or whether the one did
   * @param of default 1
   */
  readonly ratio: (part: string, whole: string, happened: boolean | number, of?: number) => void;
}

export interface CohortMetrics {
  /**
   * Samples of whoever was served so: give it what `variant` answered. Those of units that come next are published twice,
   * as control's and as theirs.
   */
  readonly served: (
    served: { readonly cohort: 'canary' | 'control'; readonly next?: true },
    of?: SampleOf,
  ) => Recorder;
  /** Samples of metrics that know no cohorts (`cohorts: false` in the plan). */
  readonly everybody: (of?: SampleOf) => Recorder;
  /** Writes what was taken: call it at the end of a Lambda invocation, and else every few seconds. */
  readonly flush: () => void;
}

interface Gathered extends MetricValues {
  readonly values: number[];
}

interface Group extends MetricScope {
  readonly timestamp: number;
  readonly metrics: Map<string, Gathered>;
}

/** Numbers that are held before they are written unasked, so that a forgotten flush costs little memory. */
const HELD = 2000;

/**
 * Metrics of a rollout as lines of CloudWatch's embedded metric format, under the dimension sets that gates and
 * triggers look at.
 * @throws RangeError when CloudWatch would refuse the namespace or the name of the rollout.
 */
export function cohortMetrics(options: MetricOptions): CohortMetrics {
  const { namespace, rollout, write = process.stdout, storageResolution = 60, clock = Date.now } = options;
  if (!/^[A-Za-z0-9._/#:-]{1,255}$/.test(namespace) || namespace.startsWith('AWS/'))
    throw new RangeError(
      `cohortMetrics: the namespace ${JSON.stringify(namespace)} is refused by CloudWatch; allowed are 1 to 255 letters, digits and . _ / # : -, not beginning with AWS/`,
    );
  if (!isDimensionValue(rollout))
    throw new RangeError(
      `cohortMetrics: the rollout ${JSON.stringify(rollout)} cannot be a dimension of CloudWatch; allowed are 1 to 1,024 printable ASCII characters`,
    );
  const groups = new Map<string, Group>();
  const told = new Set<string>();
  let held = 0;

  function tell(problem: string): void {
    if (told.has(problem) || told.size >= 100) return;
    told.add(problem);
    (options.warn ?? process.emitWarning)(`phasegate metrics: ${problem}`);
  }

  function take(scope: MetricScope, name: string, value: number, unit: MetricUnit, adds: boolean): void {
    if (!isMetricName(name) || Object.hasOwn(scope.dimensions, name))
      return tell(`no metric can be called ${JSON.stringify(name)}; it is left out`);
    if (typeof value !== 'number' || !Number.isFinite(value) || Math.abs(value) > 2 ** 360)
      return tell(`${name} was given ${String(value)}, which CloudWatch does not take; it is left out`);
    const { metrics } = groupNow(scope);
    const key = `${String(adds)} ${unit} ${name}`;
    const gathered = metrics.get(key) ?? { name, unit, values: [] };
    metrics.set(key, gathered);
    if (adds && gathered.values.length > 0) gathered.values.push((gathered.values.pop() ?? 0) + value);
    else {
      gathered.values.push(value);
      held++;
    }
    if (held >= HELD) flush();
  }

  /** Samples are dated by the period that they are taken in, however late they are written. */
  function groupNow({ sets, dimensions }: MetricScope): Group {
    const now = clock();
    const key = JSON.stringify([Math.floor(now / (storageResolution * 1000)), dimensions, sets]);
    const group = groups.get(key) ?? { sets, dimensions, timestamp: Math.floor(now), metrics: new Map() };
    groups.set(key, group);
    return group;
  }

  function flush(): void {
    const lines = [...groups.values()].flatMap(({ sets, dimensions, timestamp, metrics }) =>
      metricLines({
        namespace,
        timestamp,
        storageResolution,
        sets,
        dimensions,
        metrics: [...metrics.values()],
      }),
    );
    groups.clear();
    held = 0;
    try {
      for (const line of lines) write.write(`${line}\n`);
    } catch (error) {
      tell(`they cannot be written: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  function recorder(scopes: readonly MetricScope[]): Recorder {
    const all = (name: string, value: number, unit: MetricUnit, adds: boolean): void => {
      for (const scope of scopes) take(scope, name, value, unit, adds);
    };
    const count = (name: string, n = 1): void => {
      all(name, n, 'Count', true);
    };
    return {
      count,
      value: (name, value, unit = 'None') => {
        all(name, value, unit, false);
      },
      ratio: (part, whole, happened, of = 1) => {
        count(part, Number(happened));
        count(whole, of);
      },
    };
  }

  return {
    served: ({ cohort, next }, of = {}) =>
      recorder([
        ...metricScopes(rollout, cohort === 'canary' ? 'canary' : 'control', of, tell),
        ...(next === true && cohort !== 'canary' ? metricScopes(rollout, 'next', of, tell) : []),
      ]),
    everybody: (of = {}) => recorder(metricScopes(rollout, undefined, of, tell)),
    flush,
  };
}
