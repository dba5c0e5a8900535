import type { RolloutPlan } from '../../plan/rollout-plan.js';
import type { PlacedProblem } from '../../plan/source/problem.js';
import { plannedSteps, type PlannedStep } from '../planned-exposure.js';
import { claimsOfGates, type AskedClaim } from './claims-of-gates.js';
import { gatePoints } from './gate-points.js';

/** A plan with what it does when everything goes well: found once, looked at by every rule. */
export interface Course {
  readonly plan: RolloutPlan;
  readonly steps: readonly PlannedStep[];
  /** Every claim of every gate, at the moments when it is asked. */
  readonly asked: readonly AskedClaim[];
}

/** One truth about a plan that follows from who is exposed when. */
export type CourseRule = (course: Course) => readonly PlacedProblem[];

/** Follows a plan from its beginning to its end. */
export function courseOf(plan: RolloutPlan): Course {
  const steps = plannedSteps(plan);
  return { plan, steps, asked: claimsOfGates(plan, gatePoints(plan, steps)) };
}
