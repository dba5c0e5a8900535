import { RecordedMetrics } from '../../lib/backtest/recorded-metrics.js';
import type { RecordedRow } from '../../lib/backtest/history.js';
import type { CriterionState } from '../../lib/judge/criterion/criterion-state.js';
import { poissonQuantile } from '../../lib/local/random/quantiles.js';
import { streamOf, uniformAt } from '../../lib/local/random/stream.js';
import { termsOf, type Condition } from '../../lib/plan/expressions/condition.js';
import type { WatchItem } from '../../lib/rollout/watch.js';
import { Glance } from '../../lib/runtime/glance.js';
import { itemLook, judgeItem } from '../../lib/runtime/observe.js';
import { judgedPlan, MINUTE } from '../judge/criterion/criteria.js';

const START = Date.parse('2026-12-07T00:00:00Z');
const MINUTES = 300;
const CLAIMS = [
  'errors > 3%',
  'errors > 2% over 15m for 3 of 5 periods',
  'errors > 120% of control',
  'errors > 150% of control for 10m',
  'errors < 2% for 30m',
  'orders < 80% of control over 10m',
  'latency > 300ms for 2 of 3 periods',
  'errors = 0%',
];

/** Two cohorts of which one becomes worse, with gaps in which nothing arrives. */
function rows(): readonly RecordedRow[] {
  const stream = streamOf(7, 'glance');
  return Array.from({ length: MINUTES }, (_, minute) => minute)
    .filter((minute) => minute % 50 < 46)
    .flatMap((minute) =>
      (['canary', 'control'] as const).flatMap((cohort, arm): readonly RecordedRow[] => {
        const samples = poissonQuantile(cohort === 'canary' ? 40 : 200, uniformAt(stream, minute, arm));
        const rate = cohort === 'canary' && minute > 120 && minute < 220 ? 0.06 : 0.01;
        const at = START + minute * MINUTE;
        const bad = Math.min(samples, poissonQuantile(samples * rate, uniformAt(stream, minute, arm + 2)));
        return [
          { at, metric: 'errors', cohort, value: bad, samples },
          { at, metric: 'orders', cohort, value: Math.min(samples, bad + 3), samples },
          { at, metric: 'latency', cohort, value: 200 + bad * 60, samples },
        ];
      }),
    );
}

const termOf = (condition: Condition | undefined) => termsOf(condition ?? { kind: 'all', of: [] })[0];

it.each([
  ['plain thresholds', 'fixed'],
  ['evidence', '{ risk: 0.001 }'],
])('finds in every minute what a whole look finds, and gathers the same: by %s', (_how, judge) => {
  let answers = { yes: 0, no: 0, unknown: 0, error: 0 };
  for (const claim of CLAIMS)
    for (const as of ['trigger', 'gate'] as const) {
      const plan =
        as === 'trigger' ? judgedPlan(claim, 'errors < 1%', judge) : judgedPlan('errors > 9%', claim, judge);
      const term = termOf(as === 'trigger' ? plan.triggers[0]?.when : plan.phases[0]?.leave?.all[0]);
      if (term?.kind !== 'claim') throw new Error('the plan has no claim there');
      const item: WatchItem = {
        key: claim,
        claim: term,
        starts: { step: START, phase: START, rollout: START },
        times: { attempt: 1, from: START, lastRise: START, version: START, hold: true, steadySince: START },
      };
      const metrics = new RecordedMetrics(plan, rows());
      const glance = new Glance(plan, metrics);
      let known: CriterionState | undefined;
      for (let at = START + MINUTE; at <= START + MINUTES * MINUTE; at += MINUTE) {
        const glanced = glance.at(at, [item])[claim]?.truth;
        for (let round = 0; round < 3; round += 1) {
          const look = itemLook(plan, item, known, at);
          const { finding, criterion } = judgeItem(look, known, (query) => metrics.answerNow(query));
          known = criterion;
          if (look.criterion?.more) continue;
          expect({ claim, as, at, truth: glanced }).toEqual({ claim, as, at, truth: finding.truth });
          answers = { ...answers, [finding.truth]: answers[finding.truth] + 1 };
          break;
        }
        expect(glance.gathered[claim]).toEqual(known);
      }
    }
  expect(Math.min(answers.yes, answers.no, answers.unknown)).toBeGreaterThan(50);
});
