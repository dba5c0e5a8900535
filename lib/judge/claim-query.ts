import type { Claim } from '../plan/expressions/condition.js';
import type { Metric, RolloutPlan } from '../plan/rollout-plan.js';

/** A stretch of time; milliseconds since the epoch, `from` included, `to` not. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** What has to be measured for one claim. */
export interface ClaimQuery {
  readonly metric: Metric;
  /** Whose samples; `all` for metrics without cohorts. */
  readonly cohort: 'canary' | 'control' | 'all';
  readonly segment?: string;
  /** One series for each value of this dimension (`segment` or one of the metric's own). */
  readonly split?: string;
  /**
   * Of a percentile: counts the samples above these limits instead, in the unit of the metric's values. The answer's
   * `part` are those above.
   */
  readonly above?: { readonly canary: number; readonly control: number };
  /** Oldest first. */
  readonly windows: readonly Stretch[];
  /** Whether control is needed over the same windows. */
  readonly withControl: boolean;
  /** Whether those of control whom the next step exposes are needed, too. */
  readonly withNext?: true;
}

/** Asks about every window between two at once. */
export interface SlidingQuery extends ClaimQuery {
  readonly windows: readonly [first: Stretch, last: Stretch];
  /** The times of the first and of the last look at which they are asked about. */
  readonly looks: readonly [first: number, last: number];
}

const PERIOD = { kind: 'period' } as const;

/** The moments that spans count from. */
export interface SpanStarts {
  readonly step: number;
  readonly phase: number;
  readonly rollout: number;
}

/**
 * What to measure for `claim` at `now`: one window for its span, or as many as its persistence looks at. Windows end
 * with the last period that is closed.
 * @param closedUntil the end of the last period whose samples have all arrived
 * @param newest whether to ask about the newest window alone
 */
export function queryFor(
  claim: Claim,
  metric: Metric,
  plan: RolloutPlan,
  starts: SpanStarts,
  closedUntil: number,
  newest = false,
): ClaimQuery {
  const { periodMs } = plan.judge;
  const end = lastPeriodEnd(plan, closedUntil);
  return queryOf(claim, metric, windowsOf(claim, periodMs, starts, end, newest), undefined);
}

/**
 * What to measure for `claim` at every look from one to another: a first and a last window, between which all others lie.
 * @param looks the times of the first and of the last look
 * @param lagMs how long samples take to arrive
 * @param which the newest window of each look, the oldest that all looks have in common (nothing where there is none),
 *   or all windows of all looks
 */
export function slidingQuery(
  claim: Claim,
  metric: Metric,
  plan: RolloutPlan,
  starts: SpanStarts,
  looks: SlidingQuery['looks'],
  lagMs: number,
  which: 'newest' | 'common' | 'all',
): SlidingQuery | undefined {
  const { periodMs } = plan.judge;
  const first = lastPeriodEnd(plan, looks[0] - lagMs);
  const last = lastPeriodEnd(plan, looks[1] - lagMs);
  const back = (windowCount(claim, periodMs) - 1) * periodMs;
  if (which === 'common' && last - back > first) return undefined;
  const from = which === 'newest' ? first : which === 'common' ? last - back : first - back;
  const to = which === 'common' ? last - back : last;
  const windows = [windowTo(claim, periodMs, starts, from), windowTo(claim, periodMs, starts, to)] as const;
  return queryOf(claim, metric, windows, looks);
}

function lastPeriodEnd({ judge: { periodMs } }: RolloutPlan, closedUntil: number): number {
  return Math.floor(closedUntil / periodMs) * periodMs;
}

/** What is asked about a claim. Written out, because it is asked in every minute: spreading objects would take as long. */
function queryOf<W extends ClaimQuery['windows'], L>(
  { scope, level }: Claim,
  metric: Metric,
  windows: W,
  looks: L,
): ClaimQuery & { readonly windows: W; readonly looks: L } {
  return {
    metric,
    cohort: !metric.cohorts ? 'all' : scope.kind === 'cohort' ? scope.cohort : 'canary',
    segment: scope.kind === 'segment' ? scope.segment : undefined,
    split: scope.kind === 'split' ? scope.dimension : undefined,
    windows,
    withControl: level.kind === 'relative' && level.reference === 'control',
    looks,
  };
}

function windowsOf(
  claim: Claim,
  periodMs: number,
  starts: SpanStarts,
  end: number,
  newest: boolean,
): readonly Stretch[] {
  const count = newest ? 1 : windowCount(claim, periodMs);
  const windows: Stretch[] = [];
  for (let back = count - 1; back >= 0; back -= 1)
    windows.push(windowTo(claim, periodMs, starts, end - back * periodMs));
  return windows;
}

/** How many windows a claim's persistence looks at. */
function windowCount({ hold }: Claim, periodMs: number): number {
  if (hold === undefined) return 1;
  return hold.kind === 'periods' ? hold.of : Math.max(1, Math.ceil(hold.ms / periodMs));
}

function windowTo({ over = PERIOD }: Claim, periodMs: number, starts: SpanStarts, to: number): Stretch {
  const from =
    over.kind === 'since'
      ? Math.min(starts[over.since], to)
      : to - (over.kind === 'trailing' ? over.ms : periodMs);
  return { from, to };
}
