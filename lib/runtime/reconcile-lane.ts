import { laneDocument } from '../rollout/desired.js';
import type { RolloutPlan, Step } from '../plan/rollout-plan.js';
import { stepsOf } from '../plan/rollout-plan.js';
import type { LaneSlot, RolloutState } from '../rollout/state.js';
import { generationOf, labelOf } from './labels.js';
import {
  AT_ONCE,
  type DeploymentStrategy,
  type FlagLane,
  type Instant,
  type Lane,
  type LaneAnswer,
  type LaneView,
  type StateStore,
} from './ports.js';

/** After a tidying version was rolled back, it is tried again not sooner than this. */
const TRY_AGAIN_MS = 5 * 60_000;

/** What has to be done so that a lane serves what it should. */
export type LaneAction =
  | { readonly kind: 'none' }
  | { readonly kind: 'stop'; readonly number: number; readonly allowRevert: boolean }
  | { readonly kind: 'deploy'; readonly again: boolean };

/**
 * Compares what is served with the desired slot: pure. A fall stops whatever is in flight; a rise waits. Every change
 * of the slot is deployed, even with the same document: its deployment number breaks the lock of requests that are
 * still on their way.
 */
export function laneAction(
  state: RolloutState,
  environment: string,
  lane: Lane,
  view: LaneView,
  now: Instant,
): LaneAction {
  const slot = state.environments[environment]?.[lane];
  if (!slot) return { kind: 'none' };
  const { latest } = view;
  if (!latest) return { kind: 'deploy', again: false };
  const generation = generationOf(latest.label);
  const foreign = generation === undefined || generation > state.generation;
  const rising = slot.spreadOf !== undefined;
  // A foreign version stays until somebody decides, unless a fall of ours is newer than it.
  if (foreign && (rising || slot.since <= latest.startedAt)) return { kind: 'none' };
  const inFlight =
    latest.state === 'deploying' || latest.state === 'baking' || latest.state === 'rollingBack';
  if (generation === slot.generation && !foreign) {
    if (inFlight || latest.state === 'complete') return { kind: 'none' };
    if (rising) return { kind: 'none' };
    const waited = lane === 'brake' || now - (latest.endedAt ?? latest.startedAt) >= TRY_AGAIN_MS;
    return waited ? { kind: 'deploy', again: true } : { kind: 'none' };
  }
  if (!inFlight) return { kind: 'deploy', again: false };
  if (latest.state === 'rollingBack' || (rising && lane === 'rise')) return { kind: 'none' };
  return { kind: 'stop', number: latest.number, allowRevert: true };
}

/** Takes one lane a step nearer to its slot. A rise is started only on the newest state, and under its lock. */
export async function reconcileLane(request: {
  readonly plan: RolloutPlan;
  readonly state: RolloutState;
  readonly store: StateStore;
  readonly environment: string;
  readonly lane: Lane;
  readonly port: FlagLane;
  readonly view: LaneView;
  readonly now: Instant;
}): Promise<LaneAnswer | undefined> {
  const { plan, state, store, environment, lane, port, view, now } = request;
  const action = laneAction(state, environment, lane, view, now);
  switch (action.kind) {
    case 'none':
      return undefined;
    case 'stop':
      return port.stop({ number: action.number, allowRevert: action.allowRevert });
    case 'deploy': {
      // Somebody may have decided otherwise since the look: the newest state counts, and the lock catches the rest.
      const newest = await store.load();
      const slot = newest?.environments[environment]?.[lane];
      if (!newest || !slot || slot.generation !== state.environments[environment]?.[lane].generation)
        return undefined;
      return port.deploy({
        document: laneDocument(plan, newest, environment, lane),
        label: labelOf(slot.step, slot.generation, action.again ? view.latestNumber + 1 : undefined),
        description: `${plan.rollout}: ${slot.reason}`.slice(0, 1024),
        strategy: lane === 'rise' ? strategyOf(plan, slot) : AT_ONCE,
        expectedLatest: view.latestNumber,
      });
    }
  }
}

/** The AppConfig strategy of the step behind a slot; at once for everything that is not a rise. */
export function strategyOf(plan: RolloutPlan, slot: LaneSlot): DeploymentStrategy {
  const step = stepsOf(plan).find((one) => one.id === slot.spreadOf);
  return step ? stepStrategy(step) : AT_ONCE;
}

/** How AppConfig hands a step's version to its clients. */
export function stepStrategy(step: Step): DeploymentStrategy {
  const bakeMinutes = Math.round(step.bakeMs / 60_000);
  if (!step.spread) return { ...AT_ONCE, bakeMinutes };
  return {
    spreadMinutes: Math.round(step.spread.overMs / 60_000),
    growth: step.spread.growth,
    growthFactor: Number((step.spread.factor * 100).toFixed(4)),
    bakeMinutes,
  };
}
