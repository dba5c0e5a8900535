import { slidingQuery, type ClaimQuery, type SlidingQuery } from '../judge/claim-query.js';
import { isJudged, type JudgedClaim } from '../judge/criterion/criterion-look.js';
import type { CriterionState } from '../judge/criterion/criterion-state.js';
import { plainIsMoot } from '../judge/criterion/plain-is-moot.js';
import { steadyCriterion, steadyPlain } from '../judge/criterion/steady-criterion.js';
import type { Finding } from '../judge/finding.js';
import { judgeClaim, neededSamples } from '../judge/judge-claim.js';
import { procedureOf } from '../judge/procedure.js';
import { newestWindowDecides } from '../judge/newest-window-decides.js';
import type { ClaimData } from '../judge/reading.js';
import type { ClaimRange } from '../judge/reading-range.js';
import { steadyTruth } from '../judge/steady-claim.js';
import type { Claim } from '../plan/expressions/condition.js';
import type { RolloutPlan } from '../plan/rollout-plan.js';
import type { RolloutState } from '../rollout/state.js';
import { waitsForTime } from '../rollout/waits-for-time.js';
import { watchlist, withoutGate, type WatchItem } from '../rollout/watch.js';
import { itemLook, judgeItem, queryOf, type Observed } from './observe.js';
import type { Instant, MetricSource } from './ports.js';

const MINUTE = 60_000;

/** Stands for an answer that decides nothing. */
const NOT_ASKED: ClaimData = { kind: 'measured', subject: [{ readings: [{ kind: 'empty' }] }] };

/** Metrics that answer at once. */
export interface InstantMetrics extends Pick<MetricSource, 'ingestionLagMs'> {
  /** @param at the time of the look. @default now */
  answerNow(query: ClaimQuery, at?: Instant): ClaimData;
  /** What every window between two reads, ahead of time too; nothing where that is not known. */
  rangeNow?(query: SlidingQuery): ClaimRange | undefined;
  /** Whether the looks of a query can be asked about ahead of their time, and none of them fails. */
  knowsAhead?(query: SlidingQuery): boolean;
}

/**
 * A look at the watched claims that costs little: without words, and most minutes decided by their newest window. It finds
 * what `observeMetrics` finds; only whether somebody has to act is asked of it.
 */
export class Glance {
  #criteria: Record<string, CriterionState> = {};

  constructor(
    private readonly plan: RolloutPlan,
    private readonly metrics: InstantMetrics,
  ) {}

  /** What the evidence has come to since the last transition. */
  get gathered(): Readonly<Record<string, CriterionState>> {
    return this.#criteria;
  }

  /** Forgets what was gathered for a state that is no more. */
  goOnFrom({ criteria }: Pick<RolloutState, 'criteria'>): void {
    this.#criteria = { ...criteria };
  }

  /** What `observeMetrics` observes, without words. */
  observe(state: RolloutState, now: Instant): Observed {
    this.goOnFrom(state);
    const all = watchlist(this.plan, state);
    // While the plan waits for a time, no look brings it to its gate.
    const items = waitsForTime(this.plan, state, now) ? withoutGate(this.plan, state, all) : all;
    const findings = this.at(now, items);
    const criteria = Object.fromEntries(
      items.flatMap(({ key }) => {
        const gathered = this.#criteria[key];
        return gathered ? [[key, gathered]] : [];
      }),
    );
    return { findings, criteria };
  }

  /** What is found at a minute; minutes must come in order. */
  at(minute: Instant, items: readonly WatchItem[]): Readonly<Record<string, Finding>> {
    const findings: Record<string, Finding> = {};
    const closedUntil = minute - this.metrics.ingestionLagMs;
    for (const item of items) {
      findings[item.key] = isJudged(item.claim)
        ? this.#gather(item, closedUntil)
        : this.#compare(item, closedUntil);
    }
    return findings;
  }

  /**
   * What is found at each minute of a stretch, where it is proven to be the same at all of them: then nobody need look
   * at them one by one.
   * @param together keys of claims of which all must be true: where one of them is not, the others are not asked
   * @returns nothing where the minutes may differ
   */
  steady(
    first: Instant,
    last: Instant,
    items: readonly WatchItem[],
    together: ReadonlySet<string>,
  ): Readonly<Record<string, Finding>> | undefined {
    const findings: Record<string, Finding> = {};
    const gathered: Record<string, CriterionState> = {};
    const open: WatchItem[] = [];
    let isRefuted = false;
    for (const item of items) {
      const { key, claim } = item;
      const taken = isJudged(claim) ? this.#steadyEvidence(item, claim, first, last) : undefined;
      const finding = isJudged(claim) ? taken?.finding : this.#steadyFinding(item, first, last);
      if (taken?.state) gathered[key] = taken.state;
      if (finding) findings[key] = finding;
      // What gathers evidence has to be asked all the same.
      else if (together.has(key) && !isJudged(claim)) open.push(item);
      else return undefined;
      if (finding?.truth === 'no' && together.has(key)) isRefuted = true;
    }
    if (open.length > 0 && !isRefuted) return undefined;
    for (const { key, claim } of open) findings[key] = { text: claim.text, truth: 'unknown', why: '' };
    Object.assign(this.#criteria, gathered);
    return findings;
  }

  /** All periods of a stretch at once. */
  #steadyEvidence(
    item: WatchItem,
    claim: JudgedClaim,
    first: Instant,
    last: Instant,
  ): { readonly finding: Finding; readonly state?: CriterionState } | undefined {
    const known = this.#criteria[item.key];
    const { criterion: look } = itemLook(this.plan, item, known, last - this.metrics.ingestionLagMs, true);
    const metric = this.plan.metrics[claim.metric];
    if (!metric) return undefined;
    if (!look) {
      // Compared as it is, as if nobody judged; where no sample at all is allowed, samples are counted.
      const isPlain = procedureOf(claim, metric).kind === 'exact';
      const finding = isPlain ? this.#steadyFinding(item, first, last) : undefined;
      return finding && { finding };
    }
    const query = this.#slidingOf(item, first, last, 'newest');
    if (!query || this.metrics.knowsAhead?.(query) !== true) return undefined;
    const range = this.metrics.rangeNow?.(query);
    const isOfControl = claim.level.kind === 'relative' && claim.level.reference === 'control';
    const steady = isOfControl ? undefined : this.#steadyFinding(item, first, last);
    return steadyCriterion(
      claim,
      metric,
      look,
      item.times,
      known,
      look.periods && this.metrics.answerNow(look.periods, last),
      steadyPlain(claim, range, steady),
    );
  }

  #steadyFinding(item: WatchItem, first: Instant, last: Instant): Finding | undefined {
    const { claim } = item;
    const newest = this.#steadyWindows(item, first, last, 'newest');
    if (!claim.hold || (newest && newestWindowDecides(claim, newest))) return newest;
    // Samples of periods are counted together.
    if (claim.over === undefined && neededSamples(claim) > 1) return undefined;
    const common = this.#steadyWindows(item, first, last, 'common');
    if (common && newestWindowDecides(claim, common)) return common;
    return newest && this.#steadyWindows(item, first, last, 'all');
  }

  #steadyWindows(
    item: WatchItem,
    first: Instant,
    last: Instant,
    which: 'newest' | 'common' | 'all',
  ): Finding | undefined {
    const piece = which === 'newest' ? this.#pieceOf(item.claim) : Infinity;
    let found: Finding | undefined;
    for (let from = first; from <= last; from += piece) {
      const finding = this.#steadyPiece(item, from, Math.min(last, from + piece - MINUTE), which);
      if (!finding || (found && !saysTheSame(finding, found))) return undefined;
      found = finding;
    }
    return found;
  }

  /**
   * How long a stretch may be so that its windows have enough in common: half of them, or nearly everything where a
   * percentile is asked for, of which a few others make another one; milliseconds.
   */
  #pieceOf({ over, metric }: Claim): number {
    if (over?.kind === 'since') return Infinity;
    const parts = this.plan.metrics[metric]?.source.kind === 'percentile' ? 8 : 2;
    const ms = over?.kind === 'trailing' ? over.ms : 0;
    return Math.max(1, Math.floor(ms / parts / MINUTE)) * MINUTE;
  }

  #steadyPiece(
    item: WatchItem,
    first: Instant,
    last: Instant,
    which: 'newest' | 'common' | 'all',
  ): Finding | undefined {
    const { claim } = item;
    const metric = this.plan.metrics[claim.metric];
    const query = this.#slidingOf(item, first, last, which);
    const range = query && this.metrics.rangeNow?.(query);
    return metric && range && steadyTruth(claim, metric, range);
  }

  #slidingOf(
    { claim, starts }: WatchItem,
    first: Instant,
    last: Instant,
    which: 'newest' | 'common' | 'all',
  ): SlidingQuery | undefined {
    const { ingestionLagMs } = this.metrics;
    const metric = this.plan.metrics[claim.metric];
    return metric && slidingQuery(claim, metric, this.plan, starts, [first, last], ingestionLagMs, which);
  }

  /** Takes the newest period of a criterion in; what it comes to is committed with the next transition. */
  #gather(item: WatchItem, closedUntil: number): Finding {
    for (;;) {
      const known = this.#criteria[item.key];
      const look = itemLook(this.plan, item, known, closedUntil, true);
      const { plain, criterion: asked } = look;
      const periods = asked?.periods && this.metrics.answerNow(asked.periods);
      const isMoot = periods !== undefined && isJudged(item.claim) && plainIsMoot(item.claim, periods);
      const whole =
        isMoot || this.#newestDecides(item, plain) ? plain : queryOf(this.plan, item, closedUntil);
      const answer = (query: ClaimQuery): ClaimData => {
        if (query === asked?.periods && periods) return periods;
        return query === whole && isMoot ? NOT_ASKED : this.metrics.answerNow(query);
      };
      const { finding, criterion } = judgeItem({ ...look, plain: whole }, known, answer, false);
      if (criterion) this.#criteria[item.key] = criterion;
      if (!asked?.more || criterion === known) return finding;
    }
  }

  #newestDecides({ claim }: WatchItem, newest: ClaimQuery): boolean {
    if (!claim.hold) return true;
    const finding = judgeClaim(claim, newest.metric, this.metrics.answerNow(newest), 'truth');
    return newestWindowDecides(claim, finding);
  }

  #compare(item: WatchItem, closedUntil: number): Finding {
    const minute = closedUntil + this.metrics.ingestionLagMs;
    const proven = this.#steadyFinding(item, minute, minute);
    if (proven) return proven;
    const newest = this.#find(item, closedUntil, true);
    return newestWindowDecides(item.claim, newest) ? newest : this.#find(item, closedUntil, false);
  }

  #find(item: WatchItem, closedUntil: number, newest: boolean): Finding {
    const query = queryOf(this.plan, item, closedUntil, newest);
    return judgeClaim(item.claim, query.metric, this.metrics.answerNow(query), 'truth');
  }
}

function saysTheSame(one: Finding, other: Finding): boolean {
  return one.truth === other.truth && one.noData === other.noData;
}
