import { queryFor, type ClaimQuery } from '../judge/claim-query.js';
import type { Finding } from '../judge/finding.js';
import { judgeClaim } from '../judge/judge-claim.js';
import type { ClaimData } from '../judge/reading.js';
import type { RolloutPlan } from '../plan/rollout-plan.js';
import type { RolloutState } from '../rollout/state.js';
import { watchlist, type WatchItem } from '../rollout/watch.js';
import type { Instant, MetricSource } from './ports.js';

/** Measures what is watched now and judges it. A source that fails yields findings that say so, never none. */
export async function observeMetrics(
  plan: RolloutPlan,
  state: RolloutState,
  source: MetricSource,
  now: Instant,
): Promise<Readonly<Record<string, Finding>>> {
  const items = watchlist(plan, state);
  if (items.length === 0) return {};
  const queries = items.map((item) => queryOf(plan, item, now - source.ingestionLagMs));
  let answers: readonly ClaimData[];
  try {
    answers = await source.measure(queries);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    answers = queries.map(() => ({ kind: 'failed', reason }));
  }
  return judgeItems(plan, items, answers);
}

/** What to measure for a watched claim: all its windows, or the newest alone. */
export function queryOf(
  plan: RolloutPlan,
  item: WatchItem,
  closedUntil: Instant,
  newest = false,
): ClaimQuery {
  const metric = plan.metrics[item.claim.metric];
  if (!metric) throw new Error(`the plan has no metric ${item.claim.metric}`);
  return queryFor(item.claim, metric, plan, item.starts, closedUntil, newest);
}

/** Judges the answers to the queries of the watched claims. */
function judgeItems(
  plan: RolloutPlan,
  items: readonly WatchItem[],
  answers: readonly ClaimData[],
): Readonly<Record<string, Finding>> {
  const findings: Record<string, Finding> = {};
  items.forEach((item, index) => {
    const metric = plan.metrics[item.claim.metric];
    if (!metric) return;
    findings[item.key] = judgeClaim(
      item.claim,
      metric,
      answers[index] ?? { kind: 'failed', reason: 'the source gave no answer' },
    );
  });
  return findings;
}
