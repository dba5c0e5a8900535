import { flagger } from '../../../../bench/judge/peers/flagger.js';
import { firstRevert, repeated, type Minute } from './first-revert.js';

const FAILS: Minute = [11, 500, 0, 500];
const PASSES: Minute = [10, 500, 0, 500];

it('nine failed checks do not roll back', () => {
  expect(firstRevert(flagger, [...repeated(FAILS, 9), ...repeated(PASSES, 50)])).toBeUndefined();
});

it('the tenth failed check rolls back', () => {
  expect(firstRevert(flagger, repeated(FAILS, 10))).toBe(10);
});

it('checks that pass between them do not make it forget the failed ones', () => {
  expect(firstRevert(flagger, repeated([PASSES, FAILS], 10).flat())).toBe(20);
});
