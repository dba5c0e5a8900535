import { OLD_VARIANT, type RolloutPlan } from '../plan/rollout-plan.js';
import type { Lane } from '../rollout/desired.js';
import type { RolloutState } from '../rollout/state.js';
import { estimateExposure, type ExposureEstimate } from './exposure-estimate.js';
import { laneView, type LaneView } from './lane-view.js';
import { plannedState } from './planned-state.js';
import type { PlanPoint } from './plan-point.js';
import { sayGrant, sayReach } from './sentences/grants.js';
import { unitView, type Unit, type UnitView } from './unit-view.js';

/** What an application is told at a point of a plan, and whom it concerns. */
export interface FlagsView {
  readonly rollout: string;
  readonly at: { readonly point: string; readonly say: string };
  readonly environment: string;
  readonly lanes: Partial<Readonly<Record<Lane, LaneView>>>;
  readonly exposed: readonly ExposedFlag[];
  readonly unit?: UnitView;
}

/** Who gets a new variant of one flag. */
interface ExposedFlag {
  readonly flag: string;
  readonly variant: string;
  readonly estimate: ExposureEstimate;
  /** How many they are, for people. */
  readonly reach: string;
  /** The reasons to be in; any of them is enough. */
  readonly grants: readonly string[];
}

export interface FlagsQuestion {
  readonly point: PlanPoint;
  readonly environment: string;
  readonly lanes: readonly Lane[];
  readonly unit?: Unit;
}

/** The lanes' documents at a point where nothing went wrong before, who is in, and what one unit gets. */
export function flagsView(plan: RolloutPlan, { point, environment, lanes, unit }: FlagsQuestion): FlagsView {
  const state = plannedState(plan, point);
  return {
    rollout: plan.rollout,
    at: { point: point.name, say: point.say },
    environment,
    lanes: Object.fromEntries(lanes.map((lane) => [lane, laneView(plan, state, environment, lane)])),
    exposed: Object.keys(plan.flags).map((flag) => exposedFlag(plan, state, environment, flag)),
    ...(unit ? { unit: unitView(plan, state, environment, unit) } : {}),
  };
}

function exposedFlag(plan: RolloutPlan, state: RolloutState, environment: string, flag: string): ExposedFlag {
  const exposure = state.environments[environment]?.exposures[flag];
  const grants = exposure && exposure.variant !== OLD_VARIANT ? exposure.grants : [];
  return {
    flag,
    variant: exposure?.variant ?? OLD_VARIANT,
    estimate: estimateExposure(plan, grants),
    reach: sayReach(plan, grants),
    grants: grants.map((grant) => sayGrant(plan, grant)),
  };
}
