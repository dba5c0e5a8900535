import { Reports } from '../compile/reports.js';
import type { RolloutPlan } from '../rollout-plan.js';
import type { PlacedProblem } from '../source/problem.js';
import { appconfigBuckets } from './appconfig-buckets.js';
import { appconfigEnvironments } from './appconfig-environments.js';
import { appconfigLimits } from './appconfig-limits.js';
import { attributeNames } from './attribute-names.js';
import { authorSigns } from './author-signs.js';
import { bucketAttributes } from './bucket-attributes.js';
import { deadline } from './deadline.js';
import { decidedByNoise } from './decided-by-noise.js';
import { disabledNeeds } from './disabled-needs.js';
import { freezes } from './freezes.js';
import { missingBaselines } from './missing-baselines.js';
import { noticeLead } from './notice-lead.js';
import { phaseLength } from './phase-length.js';
import { phaseOrder } from './phase-order.js';
import { pointOfNoReturn } from './point-of-no-return.js';
import type { Rule } from './rule.js';
import { stableSegments } from './stable-segments.js';
import { stepTimes } from './step-times.js';
import { unusedMetrics } from './unused-metrics.js';

import { voidClaims } from './void-claims.js';
import { endsBelowAll, remainingParts } from './whole-audience.js';
import { windows } from './windows.js';

const RULES: readonly Rule[] = [
  phaseOrder,
  phaseLength,
  stepTimes,
  deadline,
  windows,
  freezes,
  noticeLead,
  remainingParts,
  endsBelowAll,
  disabledNeeds,
  stableSegments,
  attributeNames,
  bucketAttributes,
  appconfigBuckets,
  appconfigLimits,
  appconfigEnvironments,
  pointOfNoReturn,
  authorSigns,
  decidedByNoise,
  voidClaims,
  unusedMetrics,
  missingBaselines,
];

/** The cheap static truths about a plan that could be read: what cannot work, and what is worth knowing beforehand. */
export function checkPlan(plan: RolloutPlan): readonly PlacedProblem[] {
  const reports = new Reports();
  for (const rule of RULES) rule(plan, reports);
  return reports.problems;
}
