import type { FlagDocument } from '../../lib/flags/document.js';
import type { EnvironmentState, LaneSlot, RolloutState } from '../../lib/rollout/state.js';
import { startRollout } from '../../lib/rollout/start-rollout.js';
import type { DeploymentView, LaneView } from '../../lib/runtime/ports.js';
import { smallPlan } from '../rollout/plans.js';

/** A plan with the rollout `small` and one environment, `production`. */
export const PLAN = smallPlan();
export const NOON = Date.UTC(2026, 11, 7, 12);
const MINUTE = 60_000;

/** The state at noon: both slots are of a minute ago, generations 6 (rise) and 7 (brake), and the newest is 9. */
export function stateWith(change: {
  readonly rise?: Partial<LaneSlot>;
  readonly brake?: Partial<LaneSlot>;
  readonly environment?: Partial<EnvironmentState>;
  readonly state?: Partial<RolloutState>;
}): RolloutState {
  const at = NOON - MINUTE;
  const began = startRollout(PLAN, {
    kind: 'started',
    id: 'started',
    at,
    planHash: 'a hash',
    startsAt: at,
  });
  const slot = { reason: 'a fall', step: 'first.1', since: at };
  const production = began.environments['production'];
  if (!production) throw new Error('the plan has no production');
  return {
    ...began,
    generation: 9,
    environments: {
      production: {
        ...production,
        ...change.environment,
        rise: { ...slot, generation: 6, ...change.rise },
        brake: { ...slot, generation: 7, ...change.brake },
      },
    },
    ...change.state,
  };
}

/** A flag document that can be told from others. */
export function documentOf(mark: string): FlagDocument {
  return { version: '1', flags: { search: { name: mark } }, values: {} };
}

/** A lane whose newest deployment is ours, number 4, and began two minutes before noon. */
export function viewOf(
  deployment: Partial<DeploymentView>,
  served: LaneView['served'] | 'newest' | 'nothing' = 'newest',
): LaneView {
  const latest: DeploymentView = {
    number: 4,
    label: 'first.1-6',
    state: 'complete',
    percentage: 100,
    startedAt: NOON - 2 * MINUTE,
    description: 'small: step first.1',
    ...deployment,
  };
  const newest =
    latest.state === 'complete' ? { label: latest.label, document: documentOf('new') } : undefined;
  const shown = served === 'newest' ? newest : served === 'nothing' ? undefined : served;
  return { latestNumber: latest.number, latest, ...(shown ? { served: shown } : {}) };
}
