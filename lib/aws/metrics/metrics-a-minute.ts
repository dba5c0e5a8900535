import { CloudWatchClient, type ListMetricsCommandInput } from '@aws-sdk/client-cloudwatch';
import type { Looks } from '../../contract/monthly-cost.js';
import type { CriterionState } from '../../judge/criterion/criterion-state.js';
import type { RolloutPlan } from '../../plan/rollout-plan.js';
import { planPoints, type PlanPoint } from '../../report/plan-point.js';
import { plannedState } from '../../report/planned-state.js';
import type { RolloutState } from '../../rollout/state.js';
import { watchlist } from '../../rollout/watch.js';
import { observeMetrics } from '../../runtime/observe.js';
import { CloudWatchMetrics } from '../cloudwatch-metrics.js';
import { SettledPoints } from './settled-points.js';

const MINUTE = 60_000;
const DAY = 86_400_000;
/** An hour and a minute that are nothing special, so that windows have ends of all kinds. */
const LOOKED_AT = 7 * DAY + 10 * 3_600_000 + 37 * MINUTE;
/** Minutes until what does not change any more is known, and minutes that are counted then. */
const WARM = 6;
const COUNTED = 6;

/**
 * How many metrics the controller requests of CloudWatch in a minute, where it requests most. Nothing is estimated: the
 * controller's own code looks at the planned states of the rollout, minute by minute, and what it asks for is counted. Of
 * a metric's own dimension there is one value; no trigger has fired.
 */
export async function metricsAMinute(plan: RolloutPlan): Promise<Looks> {
  let most: Looks = { metricsAMinute: 0, at: 'before the first step' };
  const seen = new Set<string>();
  for (const point of planPoints(plan)) {
    const step = point.taken.at(-1)?.step;
    if (!step) continue;
    // Gates that ask the same ask for the same, whatever they are called.
    const claims = watchlist(plan, plannedState(plan, point)).map(({ claim }) => claim.text);
    const watched = `${String(step.soakMs)} ${claims.join('; ')}`;
    if (seen.has(watched)) continue;
    seen.add(watched);
    const count = await countAt(plan, point, step.soakMs);
    if (count > most.metricsAMinute) most = { metricsAMinute: count, at: `at ${step.id}` };
  }
  return most;
}

/** The rollout at a step that was reached at `reached`. */
function stateAt(plan: RolloutPlan, point: PlanPoint, reached: number): RolloutState {
  const planned = plannedState(plan, point);
  return {
    ...planned,
    times: {
      ...planned.times,
      phaseEnteredAt: reached,
      stepStartedAt: reached,
      stepReachedAt: reached,
      phaseFirstExposureAt: reached,
      lastRiseAt: reached,
      gateSince: reached,
    },
  };
}

async function countAt(plan: RolloutPlan, point: PlanPoint, soakMs: number): Promise<number> {
  const counter = new CountingClient();
  const settled = new SettledPoints();
  const looksAMinute = Math.max(1, Math.floor(MINUTE / plan.judge.periodMs));
  // What evidence needs when it begins is asked once, and is no part of a month; then the step has been lived with.
  const begun = stateAt(plan, point, LOOKED_AT - MINUTE);
  const lived = stateAt(plan, point, LOOKED_AT - Math.max(MINUTE, soakMs));
  let criteria: Readonly<Record<string, CriterionState>> = {};
  let counted = 0;
  for (let look = 0; look < (WARM + COUNTED) * looksAMinute; look += 1) {
    const now = LOOKED_AT + (look * MINUTE) / looksAMinute;
    const isCounted = look >= WARM * looksAMinute;
    const source = new CloudWatchMetrics({
      client: counter.client,
      plan,
      clock: { now: () => now },
      reported: NOTHING_REPORTED,
      settled,
    });
    const before = counter.requested;
    const state = { ...(isCounted ? lived : begun), criteria };
    ({ criteria } = await observeMetrics(plan, state, source, now));
    if (isCounted) counted += counter.requested - before;
  }
  return counted / COUNTED;
}

const NOTHING_REPORTED = {
  add: () => Promise.resolve(),
  read: () => Promise.resolve({ kind: 'empty' } as const),
};

/** A client that asks nobody: it counts the metrics that are requested, and answers that there is nothing. */
class CountingClient {
  requested = 0;
  readonly client = new CloudWatchClient({ region: 'us-east-1' });

  constructor() {
    this.client.middlewareStack.add(
      () => async (args) => {
        const { input } = args;
        const queries = ('MetricDataQueries' in input ? input.MetricDataQueries : undefined) ?? [];
        this.requested += queries.length;
        return Promise.resolve({
          response: {},
          output: {
            $metadata: {},
            MetricDataResults: queries.map(({ Id }) => ({
              Id,
              StatusCode: 'Complete' as const,
              Timestamps: [],
              Values: [],
            })),
            Metrics: 'MetricDataQueries' in input ? [] : oneValueOf(input),
          },
        });
      },
      { step: 'initialize', name: 'count' },
    );
  }
}

/** The metric that ListMetrics looks for, with one value of the dimension that it asks about; with cohorts and without. */
function oneValueOf(input: object) {
  const { Namespace, MetricName, Dimensions = [] } = input as Partial<ListMetricsCommandInput>;
  const named = Dimensions.map(({ Name, Value = 'one' }) => ({ Name, Value }));
  return [named, [...named, { Name: 'Cohort', Value: 'canary' }]].map((dimensions) => ({
    Namespace,
    MetricName,
    Dimensions: dimensions,
  }));
}
