import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { ClaimQuery, Stretch } from '../../lib/judge/claim-query.js';
import { readPlan } from '../../lib/plan/read-plan.js';
import type { Metric, RolloutPlan } from '../../lib/plan/rollout-plan.js';
import { bindScenario } from '../../lib/local/scenario/bind-scenario.js';
import type { BoundScenario } from '../../lib/local/scenario/bound-scenario.js';
import { readScenario } from '../../lib/local/scenario/read-scenario.js';

/** The plan that a text says. @throws with its problems when it says none. */
export function planOf(text: string, folder = '.'): RolloutPlan {
  const { plan, problems } = readPlan('plan.yaml', text, (file) => readFileSync(join(folder, file), 'utf8'));
  if (!plan) throw new Error(JSON.stringify(problems, null, 1));
  return plan;
}

/** A plan of the repository. */
export function planFrom(file: string): RolloutPlan {
  return planOf(readFileSync(file, 'utf8'), dirname(file));
}

/** A scenario for a plan. @throws with its problems when it is wrong or does not fit. */
export function scenarioOf(text: string, plan: RolloutPlan): BoundScenario {
  const { value, problems } = readScenario('scenario.yaml', text);
  if (!value) throw new Error(JSON.stringify(problems, null, 1));
  const result = bindScenario(value, plan);
  if (!result.bound) throw new Error(JSON.stringify(result.problems, null, 1));
  return result.bound;
}

export function metricOf(plan: RolloutPlan, name: string): Metric {
  const metric = plan.metrics[name];
  if (!metric) throw new Error(`the plan has no metric ${name}`);
  return metric;
}

/** A question about the canary over one window, unless it says otherwise. */
export function queryOf(metric: Metric, window: Stretch, rest: Partial<ClaimQuery> = {}): ClaimQuery {
  return {
    metric,
    cohort: metric.cohorts ? 'canary' : 'all',
    windows: [window],
    withControl: false,
    ...rest,
  };
}

/** A small shop: a thousand users, each kind of metric, two phases. */
export const SHOP = `
rollout: shop
starts: 2026-12-07
audience:
  unit: user
  key: userId
  size: 1000
  traffic: 60 requests/min
  attributes: { tier: { type: text, stable: true, values: [free, pro] }, ready: boolean }
  segments:
    testers: { list: [tess, tom, tina] }
    pro: { where: tier is pro, size: 200 }
flags:
  checkout: { old: { page: one }, new: { page: two } }
metrics:
  errors: { ratio: [Errors, Requests], baseline: 1% }
  success: { ratio: [Succeeded, Requests], baseline: 99%, better: higher }
  migrated: { ratio: [MigrationsFailed, Migrations], census: true, baseline: 0% }
  latency: { p95: Latency, unit: ms, baseline: 200ms }
  cost: { average: Cost, unit: $, baseline: $0.05 }
  similarity: { min: Similarity, unit: "%", split: page, baseline: 98%, better: higher }
  worst: { max: Steps, baseline: 12 }
  interventions: { rate: Interventions per day, baseline: 48 }
  bill: { sum: Bill, unit: $, every: 1h, baseline: $3 }
  probes: { ratio: [FailedProbes, Probes], cohorts: false, baseline: 0.5% }
  complaints: { ratio: [Complaints, Answers], reported: by support, baseline: 4% }
  score: { average: Score, reported: by support, scale: [1, 5], better: higher, baseline: 4.5 }
  unheard: { ratio: [Ghosts, Requests] }
  uptime: { own: exposed units }
roles:
  release: [rita@example.com]
  support: [sam@example.com]
  board: { people: [b1@example.com, b2@example.com], quorum: all, distinct: true }
hooks:
  migrate: { timeout: 1h, figures: [rows] }
triggers:
  - { name: mild, when: errors > 2% for 2 of 3 periods, then: [pause] }
  - { name: grave, when: errors > 6% for 2 of 3 periods, then: [revert all] }
  - { name: slow, when: latency > 150% of control for 5m, then: [pause] }
  - { name: less, when: success < 95% for 2 of 3 periods, then: [pause] }
phases:
  - name: prepare
    steps: [{ name: deploy, tasks: [{ name: coverage, value: ">= 85%" }, smoke], hook: migrate }]
    leave: [rows > 10]
  - name: first
    eligible: ready is true
    steps:
      - { expose: segment testers, soak: 1d }
      - { expose: 10%, soak: 1d }
    leave: [migrated < 1%, cost < $0.06, latency < 120% of baseline]
  - name: rest
    steps: [{ expose: 50%, soak: 2d }, { expose: everyone, soak: 2d }]
    leave: [complaints < 10%]
`;
