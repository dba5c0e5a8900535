import type { ClaimQuery } from '../judge/claim-query.js';
import { isJudged } from '../judge/criterion/criterion-look.js';
import type { CriterionState } from '../judge/criterion/criterion-state.js';
import { plainIsMoot } from '../judge/criterion/plain-is-moot.js';
import type { Finding } from '../judge/finding.js';
import { judgeClaim } from '../judge/judge-claim.js';
import { newestWindowDecides } from '../judge/newest-window-decides.js';
import type { ClaimData } from '../judge/reading.js';
import type { RolloutPlan } from '../plan/rollout-plan.js';
import type { RolloutState } from '../rollout/state.js';
import type { WatchItem } from '../rollout/watch.js';
import { itemLook, judgeItem, queryOf } from './observe.js';
import type { Instant, MetricSource } from './ports.js';

/** Stands for an answer that decides nothing. */
const NOT_ASKED: ClaimData = { kind: 'measured', subject: [{ readings: [{ kind: 'empty' }] }] };

/** Metrics that answer at once. */
export interface InstantMetrics extends Pick<MetricSource, 'ingestionLagMs'> {
  answerNow(query: ClaimQuery): ClaimData;
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
    const newest = this.#find(item, closedUntil, true);
    return newestWindowDecides(item.claim, newest) ? newest : this.#find(item, closedUntil, false);
  }

  #find(item: WatchItem, closedUntil: number, newest: boolean): Finding {
    const query = queryOf(this.plan, item, closedUntil, newest);
    return judgeClaim(item.claim, query.metric, this.metrics.answerNow(query), 'truth');
  }
}
