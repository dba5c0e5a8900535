import type { Finding } from '../judge/finding.js';
import type { RolloutPlan } from '../plan/rollout-plan.js';
import { gateIsAsked } from '../rollout/chores/standing.js';
import { findingsMatter } from '../rollout/matters.js';
import type { RolloutState } from '../rollout/state.js';
import { claimsTogether, watchlist, withoutGate, type WatchItem } from '../rollout/watch.js';
import type { Glance } from '../runtime/glance.js';
import type { Instant } from '../runtime/ports.js';
import { isWorthKeeping, keepingDue } from '../runtime/worth-keeping.js';
import type { SimulatedMetrics } from './metrics/simulated-metrics.js';
import { Strides } from './strides.js';
import type { VirtualClock } from './virtual-clock.js';

const MINUTE = 60_000;

/** Finds the next minute at which what is measured changes anything. */
export class MinuteScan {
  readonly #strides = new Strides(MINUTE);

  constructor(
    private readonly plan: RolloutPlan,
    private readonly glance: Glance,
    private readonly metrics: SimulatedMetrics,
    private readonly clock: VirtualClock,
  ) {}

  /**
   * The first minute after `now` and before `end` at which what is found matters; `end` where there is none. Stretches of
   * which it is proven that all minutes find the same are looked at once.
   * @param items of `watchedUntilTime`
   */
  firstThatMatters(state: RolloutState, items: readonly WatchItem[], now: Instant, end: Instant): Instant {
    this.glance.goOnFrom(state);
    const together = claimsTogether(this.plan, state);
    const keeping = keepingDue(this.plan, state);
    for (let minute = now + MINUTE; minute < end;) {
      const latest = Math.min(end, Math.max(keeping, minute + MINUTE)) - MINUTE;
      const steady = this.#steadyFrom(minute, latest, items, together);
      const found = steady?.findings ?? this.#look(minute, items);
      if (
        findingsMatter(this.plan, state, found, minute) ||
        isWorthKeeping(this.plan, state, this.glance.gathered)
      ) {
        // What follows was drawn as if nothing happened.
        this.metrics.forgetFrom(minute);
        return minute;
      }
      minute = (steady?.last ?? minute) + MINUTE;
    }
    return end;
  }

  /** The longest stretch from a minute on of which all minutes are proven to find the same. */
  #steadyFrom(
    minute: Instant,
    end: Instant,
    items: readonly WatchItem[],
    together: ReadonlySet<string>,
  ): { readonly last: Instant; readonly findings: Readonly<Record<string, Finding>> } | undefined {
    for (;;) {
      const last = Math.min(this.#strides.lastFrom(minute), end);
      const findings = this.glance.steady(minute, last, items, together);
      this.#strides.went(findings !== undefined);
      if (findings) return { last, findings };
      if (last === minute) return undefined;
    }
  }

  #look(minute: Instant, items: readonly WatchItem[]): Readonly<Record<string, Finding>> {
    this.clock.advanceTo(minute);
    return this.glance.at(minute, items);
  }
}

/**
 * Claims whose findings can change anything before time does: those of a gate that is not asked yet can wait, unless
 * evidence is gathered for them meanwhile.
 */
export function watchedUntilTime(plan: RolloutPlan, state: RolloutState, now: Instant): readonly WatchItem[] {
  const items = watchlist(plan, state);
  const isAsked = state.control.mode !== 'running' || gateIsAsked(plan, state, now);
  return isAsked ? items : withoutGate(plan, state, items);
}
