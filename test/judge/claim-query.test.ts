import { queryFor } from '../../lib/judge/claim-query.js';
import type { RolloutPlan } from '../../lib/plan/rollout-plan.js';
import { claimOf, FAILURES } from './claims.js';

const MINUTE = 60_000;
const plan = { judge: { periodMs: MINUTE, staleMs: 10 * MINUTE } } as RolloutPlan;
const starts = { step: 100 * MINUTE, phase: 50 * MINUTE, rollout: 0 };
const windows = (claim: string, now: number) =>
  queryFor(claimOf(claim), FAILURES, plan, starts, now * MINUTE).windows.map(({ from, to }) => [
    from / MINUTE,
    to / MINUTE,
  ]);

describe('the windows of a claim', () => {
  it.each([
    ['failures < 1%', 200, [[199, 200]]],
    ['failures < 1% over 1h', 200, [[140, 200]]],
    ['failures < 1% over step', 200, [[100, 200]]],
    ['failures < 1% over phase', 200, [[50, 200]]],
    ['failures < 1% over rollout', 200, [[0, 200]]],
    [
      'failures > 5% for 3 of 4 periods',
      200,
      [
        [196, 197],
        [197, 198],
        [198, 199],
        [199, 200],
      ],
    ],
    [
      'failures > 5% for 2m',
      200,
      [
        [198, 199],
        [199, 200],
      ],
    ],
    [
      'failures > 5% over 10m for 1 of 2 periods',
      200,
      [
        [189, 199],
        [190, 200],
      ],
    ],
  ])('%s at minute %d', (claim, now, expected) => {
    expect(windows(claim, now)).toEqual(expected);
  });

  it('ends with the last period that is closed', () => {
    expect(windows('failures < 1%', 200.9)).toEqual([[199, 200]]);
  });

  it('is empty, not negative, when its span begins in the future', () => {
    expect(windows('failures < 1% over step', 60)).toEqual([[60, 60]]);
  });
});

it('asks for the canary, or for everybody where the metric has no cohorts', () => {
  const cohortOf = (text: string, cohorts: boolean) =>
    queryFor(claimOf(text), { ...FAILURES, cohorts }, plan, starts, 0).cohort;
  expect([
    cohortOf('failures < 1%', true),
    cohortOf('failures in control < 1%', true),
    cohortOf('failures < 1%', false),
  ]).toEqual(['canary', 'control', 'all']);
});
