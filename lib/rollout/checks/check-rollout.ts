import type { RolloutPlan } from '../../plan/rollout-plan.js';
import type { PlacedProblem } from '../../plan/source/problem.js';
import { checkControl } from './check-control.js';
import { checkCounts } from './check-counts.js';
import { checkDocuments } from './check-documents.js';
import { checkRises } from './check-rises.js';
import { checkSamples } from './check-samples.js';

/**
 * What can be known about a plan before anything happens, from who is exposed when: thresholds that no count expresses,
 * comparisons with a control that is gone, samples that cannot come together, exposures that cannot rise, documents
 * that AppConfig would refuse.
 */
export function checkRollout(plan: RolloutPlan): readonly PlacedProblem[] {
  return [checkCounts, checkControl, checkSamples, checkRises, checkDocuments].flatMap((check) => [
    ...check(plan),
  ]);
}
