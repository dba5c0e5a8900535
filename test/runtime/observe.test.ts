import type { ClaimQuery } from '../../lib/judge/claim-query.js';
import type { ClaimData } from '../../lib/judge/reading.js';
import type { RolloutPlan } from '../../lib/plan/rollout-plan.js';
import { watchlist } from '../../lib/rollout/watch.js';
import { observeMetrics } from '../../lib/runtime/observe.js';
import type { MetricSource } from '../../lib/runtime/ports.js';
import { Driver } from '../rollout/driver.js';
import { smallPlan } from '../rollout/plans.js';

const MINUTE = 60_000;

/** The state in which the first step is lived with: two triggers watch, and the phase's gate is not asked yet. */
function soaking(): { readonly plan: RolloutPlan; readonly state: Driver['state']; readonly now: number } {
  const plan = smallPlan({
    triggers:
      ` [{ name: bad, when: errors > 5%, then: [revert all] }, { name: worse, when: errors > 9% for 3m, then: [kill] }]`.replace(
        'kill',
        'pause',
      ),
  });
  const driver = new Driver(plan);
  driver.runFor(30);
  return { plan, state: driver.state, now: driver.now };
}

/** A source that answers each query, and remembers what it was asked. */
function sourceOf(answer: (query: ClaimQuery) => ClaimData, rest: Partial<MetricSource> = {}) {
  const asked: ClaimQuery[] = [];
  let calls = 0;
  const source: MetricSource = {
    ingestionLagMs: 0,
    measure: async (queries) => {
      calls += 1;
      asked.push(...queries);
      return queries.map(answer);
    },
    record: async () => undefined,
    affectedUnits: async () => undefined,
    ...rest,
  };
  return { source, asked, calls: () => calls };
}

const measured =
  (value: number) =>
  (query: ClaimQuery): ClaimData => ({
    kind: 'measured',
    subject: [
      { readings: query.windows.map(() => ({ kind: 'value', value, samples: 1000, part: value * 1000 })) },
    ],
  });

it('asks for everything that is watched in one call, and judges each answer by its own claim', async () => {
  const { plan, state, now } = soaking();
  const { source, asked, calls } = sourceOf(measured(0.07));
  const { findings } = await observeMetrics(plan, state, source, now);
  expect(calls()).toBe(1);
  expect(asked.map(({ windows }) => windows.length)).toEqual(
    watchlist(plan, state).map(({ claim }) => (claim.hold ? 3 : 1)),
  );
  expect(Object.entries(findings).map(([key, { truth, value }]) => [key, truth, value])).toEqual([
    ['trigger:bad|errors > 5%', 'yes', 0.07],
    ['trigger:worse|errors > 9% for 3m', 'no', 0.07],
  ]);
});

it.each([
  [0, 0],
  [2 * MINUTE, 2 * MINUTE],
  [90_000, 2 * MINUTE],
])(
  'looks at closed periods only: with a lag of %i ms the newest one ended %i ms ago',
  async (ingestionLagMs, ago) => {
    const { plan, state, now } = soaking();
    const { source, asked } = sourceOf(measured(0), { ingestionLagMs });
    await observeMetrics(plan, state, source, now);
    for (const { windows } of asked) expect(windows.at(-1)?.to).toBe(now - ago);
  },
);

it.each<[string, Partial<MetricSource>]>([
  ['the call fails', { measure: async () => Promise.reject(new Error('throttled')) }],
  [
    'the query fails',
    { measure: async (queries) => queries.map(() => ({ kind: 'failed', reason: 'throttled' })) },
  ],
])(
  'finds an error about every claim when %s: never nothing, and never that all is well',
  async (_what, rest) => {
    const { plan, state, now } = soaking();
    const { findings } = await observeMetrics(plan, state, sourceOf(measured(0), rest).source, now);
    expect(Object.keys(findings)).toEqual(watchlist(plan, state).map(({ key }) => key));
    for (const { truth, why } of Object.values(findings)) {
      expect(truth).toBe('error');
      expect(why).toContain('throttled');
    }
  },
);

it('finds an error about a claim that the source has left unanswered', async () => {
  const { plan, state, now } = soaking();
  const { source } = sourceOf(measured(0));
  const short = {
    ...source,
    measure: async (queries: readonly ClaimQuery[]) => queries.slice(1).map(measured(0)),
  };
  const findings = Object.values((await observeMetrics(plan, state, short, now)).findings);
  expect(findings).toHaveLength(2);
  expect(findings.filter(({ truth }) => truth === 'error')).toHaveLength(1);
});

it('asks nothing when nothing is watched', async () => {
  const plan = smallPlan({ first: 'steps: [{ expose: 10%, at: Friday }]' });
  const { state, now } = new Driver(plan);
  const { source, calls } = sourceOf(measured(0));
  expect(await observeMetrics(plan, state, source, now)).toEqual({ findings: {}, criteria: {} });
  expect(calls()).toBe(0);
});
