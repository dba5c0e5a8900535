import { argo } from '../../../../bench/judge/peers/argo.js';
import { firstRevert, repeated, type Minute } from './first-revert.js';

const FAILS = repeated([11, 500, 0, 500], 5);
const PASSES = repeated([10, 500, 0, 500], 5);

it.each([
  ['no measurement fails', undefined, repeated(PASSES, 20)],
  ['three measurements fail', undefined, [FAILS, FAILS, FAILS, PASSES]],
  ['four measurements fail in a row', 20, [FAILS, FAILS, FAILS, FAILS]],
  ['four measurements fail, with good ones between', 30, [FAILS, PASSES, FAILS, PASSES, FAILS, FAILS]],
] as readonly [string, number | undefined, readonly (readonly Minute[])[]][])(
  'when %s it reverts in minute %p',
  (_when, reverts, measurements) => {
    expect(firstRevert(argo, measurements.flat())).toBe(reverts);
  },
);

it('one minute above the threshold does not fail a measurement that is not above it as a whole', () => {
  const measurement: readonly Minute[] = [[30, 500, 0, 500], ...repeated([5, 500, 0, 500], 4)];
  expect(firstRevert(argo, repeated(measurement, 8).flat())).toBeUndefined();
});

it('reverts only at the end of a measurement', () => {
  const run = argo.start({ baseRate: 0.01 });
  const decisions = repeated([500, 500, 0, 500], 25).map((minute) => run.minute(...minute));
  expect(decisions.flatMap((reverts, index) => (reverts ? [index + 1] : []))).toEqual([20, 25]);
});
