import type { RolloutPlan } from '../plan/rollout-plan.js';
import type { Effect } from '../rollout/effect.js';
import type { World } from './controller.js';
import type { EffectOutcome, Instant, StoredEffect } from './ports.js';

const LEASE_MS = 60_000;
/** Effects of one run; the rest waits for the next. */
const MOST_AT_ONCE = 100;
/** After so many attempts an effect is parked, for people to look at. */
const MOST_ATTEMPTS = 8;
const FIRST_PAUSE_MS = 30_000;
const LONGEST_PAUSE_MS = 3_600_000;

/**
 * Carries out the effects that are due, all at once: one that fails or never ends keeps no other from being tried.
 * @throws what a broken store throws, after all of them were tried
 */
export async function dispatchEffects(plan: RolloutPlan, world: World, now: Instant): Promise<void> {
  const leased = await world.store.lease(now, LEASE_MS, MOST_AT_ONCE);
  const tries = leased.map(async (stored) =>
    world.store.settle(stored.effect.id, await attempt(plan, world, stored, now)),
  );
  await Promise.allSettled(tries);
  await Promise.all(tries);
}

async function attempt(
  plan: RolloutPlan,
  world: World,
  stored: StoredEffect,
  now: Instant,
): Promise<EffectOutcome> {
  try {
    await carryOut(plan, world, stored.effect);
    return { kind: 'done' };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return outcomeOfFailure(stored.attempts + 1, reason, now);
  }
}

/** Exponential backoff, then parked. */
function outcomeOfFailure(attempts: number, reason: string, now: Instant): EffectOutcome {
  if (attempts >= MOST_ATTEMPTS) return { kind: 'parked', reason };
  return {
    kind: 'again',
    at: now + Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (attempts - 1)),
    reason,
  };
}

async function carryOut(plan: RolloutPlan, world: World, effect: Effect): Promise<void> {
  switch (effect.kind) {
    case 'message':
      return world.messenger.send(effect);
    case 'hook':
      return world.hooks.start(effect);
    case 'record': {
      const metric = plan.metrics[effect.metric];
      if (!metric) throw new Error(`the plan has no metric ${effect.metric}`);
      return world.metrics.record({
        metric,
        at: effect.at,
        by: effect.by,
        value: effect.value,
        ...(effect.whole === undefined ? {} : { whole: effect.whole }),
      });
    }
  }
}
