import type { CriterionState } from '../../lib/judge/criterion/criterion-state.js';
import { isWorthKeeping } from '../../lib/runtime/worth-keeping.js';
import { alarmOf, alike, counts, judgedPlan, MINUTE, taken } from '../judge/criterion/criteria.js';
import { Driver } from '../rollout/driver.js';

const plan = judgedPlan('errors > 120% of control', 'errors < 120% of control');
const { state } = new Driver(plan);
const after = (minutes: number): CriterionState =>
  taken(plan, alarmOf(plan), alike(minutes, counts(1, 100), counts(1, 100)));
const unbegun: CriterionState = { ...after(1), heard: 0, silent: 0 };

describe('evidence that was gathered in a look', () => {
  it.each<
    [string, Readonly<Record<string, CriterionState>>, Readonly<Record<string, CriterionState>>, boolean]
  >([
    ['there is none', {}, {}, false],
    ['nothing new was taken in', { a: after(10) }, { a: after(10) }, false],
    ['a period was', { a: after(10) }, { a: after(11) }, false],
    ['359 periods were', { a: after(10) }, { a: after(369) }, false],
    ['360 periods were', { a: after(10) }, { a: after(370) }, true],
    [
      'one of several has 360 new periods',
      { a: after(10), b: after(1) },
      { a: after(11), b: after(361) },
      true,
    ],
    ['a criterion is new', { a: after(10) }, { a: after(10), b: after(1) }, true],
    ['a criterion has fixed its limit', {}, { a: unbegun }, true],
    ['it has not begun yet', { a: unbegun }, { a: unbegun }, false],
    ['it begins', { a: unbegun }, { a: after(1) }, true],
    ['a criterion is watched no more', { a: after(10), b: after(1) }, { a: after(11) }, false],
  ])('is worth keeping when %s: %#', (_when, kept, gathered, isWorth) => {
    expect(isWorthKeeping(plan, { ...state, criteria: kept }, gathered)).toBe(isWorth);
  });

  it('is worth keeping after as many periods as are in six hours, whatever their length', () => {
    const often = judgedPlan('errors > 5%', 'errors < 1%', '{ risk: 0.001, every: 10s }');
    const kept = { ...after(10), until: 10 * MINUTE };
    const later = (seconds: number) => ({ a: { ...kept, until: kept.until + seconds * 1000 } });
    const judge = (seconds: number) =>
      isWorthKeeping(often, { ...state, criteria: { a: kept } }, later(seconds));
    expect([3599, 3600].map(judge)).toEqual([false, true]);
  });
});
