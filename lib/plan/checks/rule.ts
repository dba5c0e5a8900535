import type { Reports } from '../compile/reports.js';
import type { RolloutPlan } from '../rollout-plan.js';

/** One cheap truth about a plan that can be told without running it. */
export type Rule = (plan: RolloutPlan, reports: Reports) => void;
