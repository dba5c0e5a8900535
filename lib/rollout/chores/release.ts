import { sayDuration, sayElapsed } from '../../plan/expressions/amounts.js';
import type { PromiseName } from '../../plan/rollout-plan.js';
import type { Draft } from '../draft.js';
import { standingHolds } from '../holds.js';
import { setBrake } from '../lower.js';
import { restorable, restoreFlags } from '../restore.js';
import type { RevertTiming } from '../state.js';
import { earliestAfter, type Chore } from './chore.js';

/**
 * Lets go of what lowered exposure once it is safe: the brake when the rise lane is seen at or below it, a disabled
 * flag or a substitute variant when the trigger behind it is over and nothing else holds. Notes when a fall was published.
 */
export const release: Chore = {
  run: (draft) => {
    notePublished(draft);
    releaseLimits(draft);
    // A look follows whatever is said: only what was just seen lets anybody in again, and never a word that lowers.
    if (draft.looked) restoreFlags(draft);
  },
  dueAt: (plan, state, now) =>
    restorable(plan, state).length === 0
      ? undefined
      : earliestAfter(
          now,
          standingHolds(plan, state, now).map((hold) => hold.until),
        ),
};

function releaseLimits(draft: Draft): void {
  for (const [name, environment] of Object.entries(draft.state.environments)) {
    const { seen, rise, brake, caps } = environment;
    if (Object.keys(caps).length === 0) continue;
    const tidy = seen.rise.kind === 'settled' && seen.rise.generation === rise.generation;
    const braked = seen.brake.kind === 'settled' && seen.brake.generation === brake.generation;
    if (!tidy || !braked) continue;
    setBrake(draft, name, {}, { reason: 'the rise lane is at or below the cap', step: rise.step });
    draft.happened('brake', `the brake of ${name} is released: the rise lane is tidy`);
  }
}

/** Measures the plan's promises: the time from the decision to the published version. */
function notePublished(draft: Draft): void {
  for (const timing of draft.state.timings) {
    if (timing.publishedAt !== undefined) continue;
    const seen = draft.state.environments[timing.environment]?.seen.brake;
    if (seen?.kind !== 'settled' || seen.generation < timing.generation) continue;
    const publishedAt = Math.max(seen.since, timing.decidedAt);
    draft.update({
      timings: draft.state.timings.map((one) => (one === timing ? { ...one, publishedAt } : one)),
    });
    const promised = draft.plan.promises[promiseOf(timing.what)];
    const took = publishedAt - timing.decidedAt;
    const kept =
      promised === undefined
        ? ''
        : took <= promised.withinMs
          ? `, promised ${sayDuration(promised.withinMs)}`
          : `, but promised ${sayDuration(promised.withinMs)}`;
    draft.happened(
      'published',
      `the fall is published in ${timing.environment} ${sayElapsed(took)} after it was decided${kept}`,
    );
  }
}

/** The promise that a fall is measured against. */
function promiseOf(what: RevertTiming['what']): PromiseName {
  switch (what) {
    case 'affected users':
      return 'revert user';
    case 'step':
      return 'revert step';
    case 'phase':
      return 'revert phase';
    case 'all':
    case 'kill':
      return 'revert all';
    case 'disable':
      return 'disable';
  }
}
