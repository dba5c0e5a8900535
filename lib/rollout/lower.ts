import type { FlagCap } from '../flags/exposure.js';
import type { RolloutPlan } from '../plan/rollout-plan.js';
import type { RevertScope } from '../plan/expressions/response.js';
import type { Draft } from './draft.js';
import { intersect } from './intersect.js';
import type { Position } from './control.js';
import type { Caps, EnvironmentState, Exposures, LaneSlot, RolloutState } from './state.js';

/** Gives the rise lane of an environment a new desired version. */
export function setRise(
  draft: Draft,
  environment: string,
  exposures: Exposures,
  slot: { readonly reason: string; readonly step: string; readonly spreadOf?: string },
): void {
  changeEnvironment(draft, environment, (current, generation) => ({
    ...current,
    exposures,
    rise: newSlot(slot, generation, draft),
  }));
}

/** Gives the brake lane of an environment a new desired version. */
export function setBrake(
  draft: Draft,
  environment: string,
  caps: Caps,
  slot: { readonly reason: string; readonly step: string },
): void {
  changeEnvironment(draft, environment, (current, generation) => ({
    ...current,
    caps,
    brake: newSlot(slot, generation, draft),
  }));
}

function newSlot(
  slot: { readonly reason: string; readonly step: string; readonly spreadOf?: string },
  generation: number,
  draft: Draft,
): LaneSlot {
  return { ...slot, generation, since: draft.now };
}

function changeEnvironment(
  draft: Draft,
  name: string,
  change: (current: EnvironmentState, generation: number) => EnvironmentState,
): void {
  const { environments, generation } = draft.state;
  const current = environments[name];
  if (!current) throw new Error(`the rollout has no environment ${name}`);
  const next = generation + 1;
  draft.update({ generation: next, environments: { ...environments, [name]: change(current, next) } });
}

/**
 * Puts the exposure of an environment down to `target`, and never lets anybody in by that. The brake goes on at once,
 * and the rise lane is tidied up behind it with a version of its own, so that a request to rise that is still on its
 * way finds its lock broken.
 */
export function lower(
  draft: Draft,
  environment: string,
  target: Exposures,
  reason: string,
  step: string,
): void {
  const current = draft.state.environments[environment];
  if (!current) return;
  const { exposures, caps } = fallOf(draft.plan, target, current.exposures);
  setBrake(draft, environment, caps, { reason, step });
  setRise(draft, environment, exposures, { reason, step });
  dropIncluded(draft, environment, { reason, step });
}

interface Fall {
  readonly plan: RolloutPlan;
  readonly exposures: Exposures;
  readonly caps: Caps;
}

/** Whoever explores a plan falls from the same to the same again and again. */
const falls = new WeakMap<Exposures, WeakMap<Exposures, Fall>>();

/** What is exposed after a fall, and the limits that see to it. */
function fallOf(plan: RolloutPlan, target: Exposures, from: Exposures): Fall {
  const known = falls.get(from)?.get(target);
  if (known?.plan === plan) return known;
  const exposures = intersect(target, from);
  const limits = Object.keys(plan.flags).map((flag): [string, FlagCap] => [
    flag,
    { limit: exposures[flag]?.grants ?? [] },
  ]);
  const fall = { plan, exposures, caps: Object.fromEntries(limits) };
  const targets = falls.get(from) ?? new WeakMap<Exposures, Fall>();
  falls.set(from, targets.set(target, fall));
  return fall;
}

/**
 * The limits of a fall know nobody by name: who was let in by name goes back with it, in every environment, or they
 * would come in again when the brake is released.
 */
function dropIncluded(
  draft: Draft,
  lowered: string,
  slot: { readonly reason: string; readonly step: string },
): void {
  const { included } = draft.state;
  if (included.length === 0) return;
  const { including: _including, ...rest } = draft.state;
  draft.state = { ...rest, included: [] };
  for (const name of Object.keys(draft.state.environments))
    if (name !== lowered) republish(draft, name, slot);
  draft.happened('include', `let in by name no more: ${included.join(', ')}`);
}

/** Publishes a rise lane anew with what it should serve already. */
export function republish(
  draft: Draft,
  environment: string,
  slot: { readonly reason: string; readonly step: string },
): void {
  const current = draft.state.environments[environment];
  if (current) setRise(draft, environment, current.exposures, slot);
}

/** Publishes the brake lanes of all environments anew, after flags were disabled or units excluded. */
export function refreshBrakes(draft: Draft, reason: string, step: string): void {
  for (const [name, environment] of Object.entries(draft.state.environments))
    setBrake(draft, name, environment.caps, { reason, step });
}

/** What a revert undoes, and where the rollout stands afterwards. */
export interface RevertTarget {
  /** Exposure per environment that changes. */
  readonly exposures: Readonly<Record<string, Exposures>>;
  readonly position: Position;
  readonly history: RolloutState['history'];
  readonly say: string;
}

/** Computes what reverting `what` goes back to; `undefined` when nothing was ever exposed. */
export function revertTarget(
  plan: RolloutPlan,
  state: RolloutState,
  what: Exclude<RevertScope, 'affected users'>,
): RevertTarget | undefined {
  const last = state.history.at(-1);
  if (!last) return undefined;
  const undone =
    what === 'all'
      ? state.history
      : what === 'step'
        ? [last]
        : state.history.filter((taken) => taken.phase === last.phase);
  const first = undone[0] ?? last;
  const exposures: Record<string, Exposures> = {};
  for (const taken of [...undone].reverse()) exposures[taken.environment] = taken.before;
  const phase = plan.phases[first.phase];
  const stepName = phase?.steps[first.step]?.id ?? '';
  return {
    exposures,
    position:
      what === 'step'
        ? { stage: 'waiting', phase: first.phase, step: first.step }
        : { stage: 'entry', phase: first.phase },
    history: state.history.slice(0, state.history.length - undone.length),
    say:
      what === 'step'
        ? `step ${stepName} is taken back`
        : what === 'phase'
          ? `phase ${phase?.name ?? ''} is taken back`
          : 'everything is taken back',
  };
}

/** The flags that go off together with `flags`, because they need one of them. */
export function withDependents(plan: RolloutPlan, flags: readonly string[]): readonly string[] {
  const off = new Set(flags);
  let grew = true;
  while (grew) {
    grew = false;
    for (const flag of Object.values(plan.flags)) {
      if (!off.has(flag.key) && flag.needs.some((need) => off.has(need))) {
        off.add(flag.key);
        grew = true;
      }
    }
  }
  return [...off];
}
