import type { RolloutPlan } from '../../plan/rollout-plan.js';
import type { PlacedProblem } from '../../plan/source/problem.js';
import { checkControl } from './check-control.js';
import { checkCounts } from './check-counts.js';
import { checkDocuments } from './check-documents.js';
import { checkEvidence } from './check-evidence.js';
import { checkNeeds } from './check-needs.js';
import { checkPower } from './check-power.js';
import { checkRises } from './check-rises.js';
import { checkSamples } from './check-samples.js';
import { courseOf, type CourseRule } from './course.js';

const RULES: readonly CourseRule[] = [
  checkNeeds,
  checkCounts,
  checkControl,
  checkSamples,
  checkEvidence,
  checkPower,
  checkRises,
  checkDocuments,
];

/**
 * What can be known about a plan before anything happens, from who is exposed when: flags ahead of what they need,
 * thresholds that no count expresses, comparisons with a control that is gone, samples that cannot come together,
 * gates that cannot be sure in time, or see too little, or are decided by chance, exposures that cannot rise, documents that AppConfig would refuse.
 * @param course of this plan, where it has been followed already
 */
export function checkRollout(plan: RolloutPlan, course = courseOf(plan)): readonly PlacedProblem[] {
  return RULES.flatMap((rule) => rule(course));
}
