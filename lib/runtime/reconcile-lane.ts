import { sameDocument } from '../flags/same-document.js';
import { laneDocument } from '../rollout/desired.js';
import { AT_ONCE, stepStrategy, type DeploymentStrategy } from '../contract/deployment-strategy.js';
import type { RolloutPlan } from '../plan/rollout-plan.js';
import { stepsOf } from '../plan/rollout-plan.js';
import type { LaneSlot, RolloutState } from '../rollout/state.js';
import { descriptionOf, labelOf, ownGeneration } from './labels.js';
import { isServed } from './lane-sight.js';
import type { FlagLane, Instant, Lane, LaneAnswer, LaneView, StateStore } from './ports.js';

/** After a tidying version was rolled back, it is tried again not sooner than this. */
const TRY_AGAIN_MS = 5 * 60_000;

/** What has to be done so that a lane serves what it should. */
export type LaneAction =
  | { readonly kind: 'none' }
  | { readonly kind: 'stop'; readonly number: number }
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
  const rising = slot.spreadOf !== undefined;
  if (rising && state.environments[environment]?.seen.brake.kind === 'foreign') return { kind: 'none' };
  if (!latest) return { kind: 'deploy', again: false };
  const generation = ownGeneration(latest, state.rollout);
  const foreign = generation === undefined || generation > state.generation;
  if (foreign && !mayReplace(state, environment, lane, latest.startedAt)) return { kind: 'none' };
  const inFlight =
    latest.state === 'deploying' || latest.state === 'baking' || latest.state === 'rollingBack';
  if (generation === slot.generation && !foreign) {
    if (inFlight || isServed(view) || rising) return { kind: 'none' };
    // A monitor that is still red would roll it back again; what somebody has undone is put right at once.
    const endedAt = latest.endedAt ?? latest.startedAt;
    const early = lane === 'rise' && latest.state === 'rolledBack' && now - endedAt < TRY_AGAIN_MS;
    return early ? { kind: 'none' } : { kind: 'deploy', again: true };
  }
  if (!inFlight) return { kind: 'deploy', again: false };
  if (latest.state === 'rollingBack' || rising) return { kind: 'none' };
  return { kind: 'stop', number: latest.number };
}

/**
 * A foreign version stays until somebody decides, unless a fall of ours is newer than it, or was decided before it and
 * has not been published yet.
 */
function mayReplace(state: RolloutState, environment: string, lane: Lane, startedAt: Instant): boolean {
  const slot = state.environments[environment]?.[lane];
  if (!slot || slot.spreadOf !== undefined) return false;
  return (
    slot.since > startedAt ||
    (lane === 'brake' &&
      state.timings.some((fall) => fall.environment === environment && fall.publishedAt === undefined))
  );
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
      if (lane === 'brake' && !stopIsEnough(plan, state, environment, view)) return undefined;
      // Never with `allowRevert`: the request may arrive late, when this deployment has long been followed by another,
      // and would then bring back what it had replaced. What bakes and cannot be stopped is capped by the brake.
      return port.stop({ number: action.number, allowRevert: false });
    case 'deploy': {
      // Somebody may have decided otherwise since the look: the newest state counts, and the lock catches the rest.
      const newest = await store.load();
      const slot = newest?.environments[environment]?.[lane];
      if (!newest || !slot || slot.generation !== state.environments[environment]?.[lane].generation)
        return undefined;
      return port.deploy({
        document: laneDocument(plan, newest, environment, lane),
        label: labelOf(slot.step, slot.generation, action.again ? view.latestNumber + 1 : undefined),
        description: descriptionOf(plan.rollout, slot.reason),
        strategy: lane === 'rise' ? strategyOf(plan, slot) : AT_ONCE,
        expectedLatest: view.latestNumber,
        rises: slot.spreadOf !== undefined,
      });
    }
  }
}

/**
 * Whether stopping what is in flight in the brake lane gives what is wanted. Otherwise it is let through, which takes
 * seconds, and ours follows: to undo one fall because another is due would let everybody in meanwhile.
 */
function stopIsEnough(plan: RolloutPlan, state: RolloutState, environment: string, view: LaneView): boolean {
  const wanted = laneDocument(plan, state, environment, 'brake');
  return view.served !== undefined && sameDocument(view.served.document, wanted);
}

/** The AppConfig strategy of the step behind a slot; at once for everything that is not a rise. */
function strategyOf(plan: RolloutPlan, slot: LaneSlot): DeploymentStrategy {
  const step = stepsOf(plan).find((one) => one.id === slot.spreadOf);
  return step ? stepStrategy(step) : AT_ONCE;
}
