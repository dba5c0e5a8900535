import { queryFor, type ClaimQuery } from '../judge/claim-query.js';
import { isJudged, lookFor, type CriterionLook } from '../judge/criterion/criterion-look.js';
import { judgeLook, judgeWithoutMemory } from '../judge/criterion/judge-look.js';
import type { CriterionState } from '../judge/criterion/criterion-state.js';
import type { Finding } from '../judge/finding.js';
import type { ClaimData } from '../judge/reading.js';
import type { RolloutPlan } from '../plan/rollout-plan.js';
import type { RolloutState } from '../rollout/state.js';
import { watchlist, type WatchItem } from '../rollout/watch.js';
import type { Instant, MetricSource } from './ports.js';

/** What was found, and what the evidence has come to. */
export interface Observed {
  readonly findings: Readonly<Record<string, Finding>>;
  readonly criteria: Readonly<Record<string, CriterionState>>;
}

/** A criterion that is further behind than so many rounds catch up with goes on at the next look. */
const MOST_ROUNDS = 12;

/** Measures what is watched now and judges it. A source that fails yields findings that say so, never none. */
export async function observeMetrics(
  plan: RolloutPlan,
  state: RolloutState,
  source: MetricSource,
  now: Instant,
): Promise<Observed> {
  const items = watchlist(plan, state);
  if (items.length === 0) return { findings: {}, criteria: {} };
  const closedUntil = now - source.ingestionLagMs;
  const findings: Record<string, Finding> = {};
  const criteria: Record<string, CriterionState> = {};
  let open = items;
  for (let round = 0; round < MOST_ROUNDS && open.length > 0; round += 1) {
    const knownOf = ({ key }: WatchItem): CriterionState | undefined =>
      criteria[key] ?? state.criteria?.[key];
    const looks = open.map((item) => itemLook(plan, item, knownOf(item), closedUntil));
    const answers = await answersTo(looks.flatMap(queriesOf), source);
    const answer = (query: ClaimQuery): ClaimData =>
      answers.get(query) ?? { kind: 'failed', reason: 'the source gave no answer' };
    for (const look of looks) {
      const { finding, criterion } = judgeItem(look, knownOf(look.item), answer);
      findings[look.item.key] = finding;
      if (criterion) criteria[look.item.key] = criterion;
    }
    open = looks.filter(({ criterion }) => criterion?.more).map(({ item }) => item);
  }
  return { findings, criteria };
}

async function answersTo(
  queries: readonly ClaimQuery[],
  source: MetricSource,
): Promise<ReadonlyMap<ClaimQuery, ClaimData>> {
  try {
    const answers = await source.measure(queries);
    return new Map(
      queries.flatMap((query, index) => {
        const answer = answers[index];
        return answer ? [[query, answer] as const] : [];
      }),
    );
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return new Map(queries.map((query) => [query, { kind: 'failed', reason }]));
  }
}

/** What is measured for a watched claim in one look. */
export interface ItemLook {
  readonly item: WatchItem;
  readonly plain: ClaimQuery;
  /** Where it is judged by evidence. */
  readonly criterion?: CriterionLook;
}

/**
 * What to measure for a watched claim, given what its evidence has come to.
 * @param newest whether the plain comparison looks at its newest window alone
 */
export function itemLook(
  plan: RolloutPlan,
  item: WatchItem,
  known: CriterionState | undefined,
  closedUntil: Instant,
  newest = false,
): ItemLook {
  const plain = queryOf(plan, item, closedUntil, newest);
  const { claim, times } = item;
  const criterion = isJudged(claim) ? lookFor(claim, plain, plan, times, known, closedUntil) : undefined;
  return { item, plain, ...(criterion ? { criterion } : {}) };
}

/** Judges a watched claim by the answers to its queries. */
export function judgeItem(
  { item: { claim, times }, plain, criterion }: ItemLook,
  known: CriterionState | undefined,
  answer: (query: ClaimQuery) => ClaimData,
  full = true,
): { readonly finding: Finding; readonly criterion?: CriterionState } {
  const data = answer(plain);
  const { metric } = plain;
  if (!criterion || !isJudged(claim)) return { finding: judgeWithoutMemory(claim, metric, data, full) };
  const { finding, state } = judgeLook(
    claim,
    metric,
    criterion,
    times,
    known,
    {
      plain: data,
      ...(criterion.limit ? { limit: answer(criterion.limit) } : {}),
      ...(criterion.periods ? { periods: answer(criterion.periods) } : {}),
      ...(criterion.calm ? { calm: answer(criterion.calm) } : {}),
      ...(criterion.marked ? { marked: answer(criterion.marked) } : {}),
    },
    full,
  );
  return { finding, ...(state ? { criterion: state } : {}) };
}

function queriesOf({ plain, criterion }: ItemLook): readonly ClaimQuery[] {
  return [plain, criterion?.limit, criterion?.periods, criterion?.calm, criterion?.marked].filter(
    (query) => query !== undefined,
  );
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
