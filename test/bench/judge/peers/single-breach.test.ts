import { singleBreach } from '../../../../bench/judge/peers/single-breach.js';
import { firstRevert } from './first-revert.js';

it.each([
  ['nothing', 0, 500, undefined],
  ['the base rate', 5, 500, undefined],
  ['exactly twice the base rate', 10, 500, undefined],
  ['one error more', 11, 500, 1],
  ['no request', 0, 0, undefined],
])('a minute with %s of errors: %d of %d reverts in minute %p', (_what, x1, n1, reverts) => {
  expect(firstRevert(singleBreach, [[x1, n1, 0, 500]])).toBe(reverts);
});

it('a breach of control alone reverts nothing', () => {
  expect(firstRevert(singleBreach, [[5, 500, 500, 500]])).toBeUndefined();
});
