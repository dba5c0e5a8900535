import type { Grant } from '../../flags/exposure.js';
import { attributesOf } from '../../plan/expressions/segment-test.js';
import type { RolloutPlan } from '../../plan/rollout-plan.js';
import type { Exposures, RolloutState } from '../state.js';
import { anyExposed } from '../step-exposure.js';

/** What of a plan a running rollout stands on. */
export interface InUse {
  /** Something was exposed at some time, or may have been. */
  readonly ever: boolean;
  /** Somebody is exposed, or was by a step that has not been taken back. */
  readonly live: boolean;
  /** The grants that let somebody in, of the present exposure, its caps and the exposures that a revert goes back to. */
  readonly grants: readonly { readonly flag: string; readonly grant: Grant }[];
  readonly flag: (key: string) => boolean;
  readonly segment: (name: string) => boolean;
  readonly attribute: (name: string) => boolean;
  readonly environment: (name: string) => boolean;
  /** Whether a trigger has fired, and what it did is not over. */
  readonly trigger: (name: string) => boolean;
  /** Whether a step of the phase is in the history. */
  readonly exposedIn: (phase: number) => boolean;
  /** The phase that the rollout is in; the last one after the end. */
  readonly phase: number;
  /** All phases are done, or the rollout is closed. */
  readonly ended: boolean;
  /** Whether a phase is over, so that nothing more happens in it. */
  readonly isOver: (phase: number) => boolean;
  /** Whether a step was started. */
  readonly isTaken: (phase: number, step: number) => boolean;
  /** Whether a step was started, or is the one that the rollout waits for. */
  readonly isReached: (phase: number, step: number) => boolean;
}

/** What of `plan` the state stands on. A lane that has not settled may still serve what was before: then all of it. */
export function inUse(plan: RolloutPlan, state: RolloutState): InUse {
  const { control, history } = state;
  const environments = Object.entries(state.environments);
  const published = environments.some(([, one]) => one.rise.step !== 'off' || one.brake.step !== 'off');
  const unsettled = environments.some(([, one]) =>
    (['rise', 'brake'] as const).some(
      (lane) => one.seen[lane].kind !== 'settled' || one.seen[lane].generation !== one[lane].generation,
    ),
  );
  const exposures: readonly Exposures[] = [
    ...environments.map(([, one]) => one.exposures),
    ...history.map((taken) => taken.before),
  ];
  const present = environments.some(([, one]) => anyExposed(one.exposures));
  const ever = published || present || history.length > 0 || state.times.firstExposureAt !== undefined;
  const everything = ever && unsettled;
  const live = everything || present || history.length > 0 || state.included.length > 0;
  const granted = exposures.flatMap((one) =>
    Object.entries(one).flatMap(([flag, exposure]) => exposure.grants.map((grant) => ({ flag, grant }))),
  );
  const capped = environments.flatMap(([, { caps }]) =>
    Object.entries(caps).flatMap(([flag, { limit }]) =>
      limit === 'open' ? [] : limit.map((grant) => ({ flag, grant })),
    ),
  );
  const grants = [...granted, ...capped];
  const flags = new Set(grants.map(({ flag }) => flag));
  const segments = new Set(grants.flatMap(({ grant }) => grant.segment ?? []));
  const attributes = new Set([
    ...grants.flatMap(({ grant }) => (grant.only ? attributesOf(grant.only) : [])),
    ...[...segments].flatMap((name) => {
      const segment = plan.audience.segments[name];
      return segment?.kind === 'where' ? attributesOf(segment.test) : [];
    }),
  ]);
  const ended = control.mode === 'completed' || control.mode === 'closed';
  const position = ended ? undefined : control.position;
  const phase = position?.phase ?? plan.phases.length - 1;
  const stepBefore = position && 'step' in position ? position.step : undefined;
  const isOver = (index: number): boolean =>
    index < phase || (index === phase && (position === undefined || position.stage === 'leaving'));
  return {
    ever,
    live,
    grants,
    flag: (key) => everything || flags.has(key) || key in state.served || state.included.length > 0,
    segment: (name) => everything || segments.has(name),
    attribute: (name) => everything || attributes.has(name),
    environment: (name) =>
      everything ||
      history.some((taken) => taken.environment === name) ||
      anyExposed(state.environments[name]?.exposures ?? {}),
    trigger: (name) =>
      (state.triggers[name]?.phase ?? 'quiet') !== 'quiet' ||
      [state.disabled, state.restoring?.disabled ?? {}].some((off) =>
        Object.values(off).some((one) => one.cause === 'trigger' && one.by === name),
      ) ||
      Object.values(state.served).some((one) => one.by === name) ||
      state.asks.some((ask) => ask.trigger === name && ask.done !== true),
    exposedIn: (index) => history.some((taken) => taken.phase === index),
    phase,
    ended,
    isOver,
    isTaken: (index, step) =>
      isOver(index) ||
      (index === phase &&
        stepBefore !== undefined &&
        (step < stepBefore || (step === stepBefore && position?.stage !== 'waiting'))),
    isReached: (index, step) =>
      isOver(index) || (index === phase && stepBefore !== undefined && step <= stepBefore),
  };
}
