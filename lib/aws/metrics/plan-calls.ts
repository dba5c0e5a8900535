import { CLOUDWATCH_LIMITS } from '../../contract/cloudwatch-limits.js';
import type { Dimension } from '../../contract/metric-dimensions.js';
import type { Statistic } from '../../contract/metric-series.js';
import type { Piece } from './window-pieces.js';

const MOST_QUERIES = CLOUDWATCH_LIMITS.queries.max;
const MOST_POINTS = CLOUDWATCH_LIMITS.points.max;
/** A call is not stretched farther than this for the sake of a further piece: a day of minutes. */
const MOST_POINTS_OF_A_SERIES = 1440;
const HOUR = 3_600_000;

/** One statistic of one series. */
export interface Asked {
  readonly namespace: string;
  readonly metricName: string;
  readonly dimensions: readonly Dimension[];
  readonly statistic: Statistic;
}

/** A piece of a series that is needed. */
export interface Need {
  readonly asked: Asked;
  readonly piece: Piece;
}

/** One call of GetMetricData, without its pages. */
export interface Call {
  /** Every period of the call counts from here. */
  readonly start: number;
  readonly end: number;
  /** By `queryKey`. */
  readonly queries: ReadonlyMap<string, { readonly asked: Asked; readonly periodMs: number }>;
}

/** The same series, statistic and period are one query. */
export function queryKey({ asked, piece }: Need): string {
  const { namespace, metricName, dimensions, statistic } = asked;
  return JSON.stringify([namespace, metricName, dimensions, statistic, piece.periodMs]);
}

type Draft = { -readonly [K in keyof Call]: Call[K] } & {
  readonly queries: Map<string, { readonly asked: Asked; readonly periodMs: number }>;
};

/**
 * Puts what is needed into as few calls as its limits allow. All queries of a call share start and end, and CloudWatch
 * does not promise whether periods count from the start or from midnight: so a call starts where every one of its pieces
 * is a whole number of periods away, and an answer with other time stamps is no answer.
 * @returns the call of each need, in their order
 */
export function planCalls(needs: readonly Need[]): readonly Call[] {
  const drafts: Draft[] = [];
  const found = new Map<Need, Draft>();
  for (const need of [...needs].sort((a, b) => a.piece.from - b.piece.from)) {
    let draft = drafts.find((one) => fits(one, need));
    if (!draft) {
      const { from, periodMs } = need.piece;
      // From a full hour on, minutes and hours have room as well.
      const hour = Math.floor(from / HOUR) * HOUR;
      const start = (from - hour) % periodMs === 0 ? hour : from;
      draft = { start, end: need.piece.to, queries: new Map() };
      drafts.push(draft);
    }
    draft.end = Math.max(draft.end, need.piece.to);
    draft.queries.set(queryKey(need), { asked: need.asked, periodMs: need.piece.periodMs });
    found.set(need, draft);
  }
  return needs.flatMap((need) => found.get(need) ?? []);
}

function fits(draft: Draft, need: Need): boolean {
  const { from, to, periodMs } = need.piece;
  if (from < draft.start || (from - draft.start) % periodMs !== 0) return false;
  const known = draft.queries.has(queryKey(need));
  if (!known && draft.queries.size >= MOST_QUERIES) return false;
  if (known && to <= draft.end) return true;
  const length = Math.max(draft.end, to) - draft.start;
  const periods = [...draft.queries.values()].map((query) => query.periodMs);
  if (!known) periods.push(periodMs);
  const points = periods.map((period) => Math.ceil(length / period));
  if (to > draft.end && Math.max(...points) > MOST_POINTS_OF_A_SERIES) return false;
  return points.reduce((sum, count) => sum + count, 0) <= MOST_POINTS;
}
