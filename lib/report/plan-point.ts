import type { RolloutPlan } from '../plan/rollout-plan.js';
import { nearest } from '../plan/source/nearest.js';
import { exposes } from '../rollout/place.js';
import { plannedSteps, type PlannedStep } from '../rollout/planned-exposure.js';
import type { Exposures } from '../rollout/state.js';

/** A moment of a plan that goes well: the beginning, or when a step is reached. */
export interface PlanPoint {
  /** The step's id; `start` before the first. */
  readonly name: string;
  /** For people: `when beta.2 (moderate) is reached`. */
  readonly say: string;
  /** Where the step before it exposes; the plan's first environment at the start. */
  readonly environment: string;
  /** The steps that have been taken, oldest first. */
  readonly taken: readonly PlannedStep[];
  /** What every environment of the plan exposes then. */
  readonly exposed: Readonly<Record<string, Exposures>>;
  /** What the next step exposes, in environments in which one does. */
  readonly next: Readonly<Record<string, Exposures>>;
}

/** A name that a plan does not know. */
export interface UnknownName {
  readonly found: string;
  readonly allowed: readonly string[];
  /** What was probably meant. */
  readonly meant?: string;
}

const START = 'start';
const END = 'end';

/**
 * The point that a name stands for: a step's id, a phase's name (its last step), `start` (nobody is exposed) or `end`.
 * Names of the plan come first.
 */
export function planPoint(plan: RolloutPlan, name: string): PlanPoint | UnknownName {
  const steps = plannedSteps(plan);
  const last = lastStep(plan, steps, name);
  if (last !== undefined) return pointAfter(plan, steps, last + 1);
  if (name === START) return pointAfter(plan, steps, 0);
  if (name === END) return pointAfter(plan, steps, steps.length);
  const allowed = [START, ...plan.phases.flatMap((phase) => [phase.name, ...idsOf(phase.steps)]), END];
  const meant = stepMeant(steps, name) ?? nearest(name, allowed);
  return { found: name, allowed, ...(meant === undefined ? {} : { meant }) };
}

/** The index of the last step that has been taken at a step or phase of this name. */
function lastStep(plan: RolloutPlan, steps: readonly PlannedStep[], name: string): number | undefined {
  const exact = steps.findIndex(({ step }) => step.id === name);
  if (exact >= 0) return exact;
  const phase = plan.phases.find((one) => one.name === name);
  return phase && steps.findLastIndex((one) => one.phase.index <= phase.index);
}

/** The step of that name, or the last one of a phase that has fewer than were counted. */
function stepMeant(steps: readonly PlannedStep[], name: string): string | undefined {
  const phase = /^(.+)\.\d+$/u.exec(name)?.[1];
  const found =
    steps.find(({ step }) => step.name.toLowerCase() === name.toLowerCase()) ??
    steps.findLast((one) => one.phase.name === phase);
  return found?.step.id;
}

/** Every point of a plan in order: its beginning, and each of its steps. */
export function planPoints(plan: RolloutPlan): readonly PlanPoint[] {
  const steps = plannedSteps(plan);
  return [0, ...steps.map((_, index) => index + 1)].map((count) => pointAfter(plan, steps, count));
}

function pointAfter(plan: RolloutPlan, steps: readonly PlannedStep[], count: number): PlanPoint {
  const taken = steps.slice(0, count);
  const coming = steps.slice(count).filter(({ step }) => exposes(step));
  const last = taken.at(-1);
  return {
    name: last?.step.id ?? START,
    say: last ? `when ${sayStep(last)} is reached` : 'before the first step',
    environment: last?.phase.environment ?? plan.environments[0] ?? '',
    taken,
    exposed: Object.fromEntries(
      plan.environments.map((environment): [string, Exposures] => [
        environment,
        taken.findLast(({ phase }) => phase.environment === environment)?.after ?? {},
      ]),
    ),
    next: Object.fromEntries(
      plan.environments.flatMap((environment): readonly (readonly [string, Exposures])[] => {
        // Only where the next step takes place, as in a rollout.
        const [next] = coming;
        return next?.phase.environment === environment ? [[environment, next.after]] : [];
      }),
    ),
  };
}

function sayStep({ step }: PlannedStep): string {
  return step.name === step.id ? step.id : `${step.id} (${step.name})`;
}

function idsOf(steps: readonly { readonly id: string }[]): readonly string[] {
  return steps.map(({ id }) => id);
}
