import type { Gate, Phase, RolloutPlan, Step } from '../../plan/rollout-plan.js';
import { stepsOf } from '../../plan/rollout-plan.js';
import type { Position } from '../control.js';
import type { RolloutState } from '../state.js';
import { inUse } from './in-use.js';
import { isSame } from './is-same.js';
import { pairUp } from './pair-up.js';
import { withoutPlaces } from './without-places.js';

/**
 * What a state takes from one plan into another, as plain data in the evidence: with it the new plan alone leads from
 * the old state to the new one. While somebody is exposed, phases and steps up to the present one keep their places, so
 * that positions and history mean the same in both plans.
 */
export interface CarryOver {
  /** Where the rollout goes on when its phases up to here are others; only possible while nobody is exposed. */
  readonly position?: Position;
  /** The last phase that counts as asked for, where that is another. */
  readonly requested?: number;
  /** Per trigger whose responses have moved: the new index of each, -1 for one that is gone. */
  readonly responses: Readonly<Record<string, readonly number[]>>;
  /** Gates that ask something else: what was signed and decided for them does not count any more. */
  readonly gates: readonly string[];
  /** Steps to come that are others: their notices go out anew. */
  readonly steps: readonly string[];
  /** What was measured answers other questions. */
  readonly remeasure: boolean;
  /** Those who are marked as coming next may be others than the new plan would mark, or their metrics are. */
  readonly unmark?: true;
}

/** Works out what a state takes over when `after` takes the place of `before`. */
export function carryOver(before: RolloutPlan, after: RolloutPlan, state: RolloutState): CarryOver {
  const [was, is] = [withoutPlaces(before), withoutPlaces(after)];
  const position = movedPosition(before, after, state);
  const requested = movedRequest(before, after, state);
  return {
    ...(position ? { position } : {}),
    ...(requested === undefined ? {} : { requested }),
    responses: movedResponses(before, after),
    gates: differing(gatesOf(was), gatesOf(is)),
    steps: stepsAhead(before, state).filter((id) => {
      const find = (plan: RolloutPlan): Step | undefined => stepsOf(plan).find((step) => step.id === id);
      return !isSame(find(was), find(is));
    }),
    remeasure: !isSame(was, is),
    ...(isSame([was.audience, was.flags, was.metrics], [is.audience, is.flags, is.metrics])
      ? {}
      : { unmark: true as const }),
  };
}

/** The first phase whose place is not that of the old plan, or that has steps which the rollout would have passed. */
function movedPosition(
  before: RolloutPlan,
  after: RolloutPlan,
  { control }: RolloutState,
): Position | undefined {
  if (control.mode === 'completed' || control.mode === 'closed') return undefined;
  const { position } = control;
  const isMoved = (phase: Phase, index: number): boolean => {
    const other = after.phases[index];
    if (other?.name !== phase.name) return true;
    const names = ({ steps }: Phase): string => JSON.stringify(steps.map((step) => step.name));
    if (index < position.phase || position.stage === 'leaving') return names(phase) !== names(other);
    const reached = 'step' in position ? position.step + 1 : 0;
    return (
      names({ ...phase, steps: phase.steps.slice(0, reached) }) !==
      names({ ...other, steps: other.steps.slice(0, reached) })
    );
  };
  const first = before.phases.slice(0, position.phase + 1).findIndex(isMoved);
  if (first < 0) return undefined;
  return { stage: 'entry', phase: Math.min(first, after.phases.length - 1) };
}

/** What was asked for is a phase, not its number. */
function movedRequest(
  before: RolloutPlan,
  after: RolloutPlan,
  { requested }: RolloutState,
): number | undefined {
  if (requested === undefined) return undefined;
  const first = before.phases
    .slice(0, requested + 1)
    .findIndex((phase, index) => after.phases[index]?.name !== phase.name);
  return first < 0 ? undefined : first - 1;
}

function movedResponses(
  before: RolloutPlan,
  after: RolloutPlan,
): Readonly<Record<string, readonly number[]>> {
  return Object.fromEntries(
    before.triggers.flatMap((trigger): readonly (readonly [string, readonly number[]])[] => {
      const other = after.triggers.find((one) => one.name === trigger.name);
      if (!other) return [];
      const indexed = (then: typeof trigger.then): readonly { act: unknown; index: number }[] =>
        then.map(({ act }, index) => ({ act, index }));
      const { both } = pairUp(indexed(trigger.then), indexed(other.then), ({ act }) => JSON.stringify(act));
      const moved = trigger.then.map(
        (_, index) => both.find(([was]) => was.index === index)?.[1].index ?? -1,
      );
      return moved.every((place, index) => place === index) ? [] : [[trigger.name, moved]];
    }),
  );
}

function gatesOf(plan: RolloutPlan): ReadonlyMap<string, Gate> {
  const gates = [
    ...plan.phases.flatMap(({ enter, leave }) => [enter, leave]),
    ...stepsOf(plan).flatMap(({ enter, go }) => [enter, go]),
  ];
  return new Map(gates.flatMap((gate) => (gate ? [[gate.id, gate] as const] : [])));
}

function differing(before: ReadonlyMap<string, Gate>, after: ReadonlyMap<string, Gate>): readonly string[] {
  return [...before].filter(([id, gate]) => !isSame(gate, after.get(id))).map(([id]) => id);
}

/** The ids of the steps that were not started. */
function stepsAhead(plan: RolloutPlan, state: RolloutState): readonly string[] {
  const { isTaken } = inUse(plan, state);
  return plan.phases.flatMap((phase, index) =>
    phase.steps.filter((_, place) => !isTaken(index, place)).map((step) => step.id),
  );
}
