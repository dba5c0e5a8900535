import { readFileSync } from 'node:fs';
import {
  differenceVariance,
  growthBookAtDefault,
  growthBookAtFloor,
  growthBookEveryMinute,
  oneSidedHalfwidth,
  tuning,
} from '../../../../bench/judge/peers/growthbook.js';
import { firstRevert, repeated } from './first-revert.js';
import { relativeError } from './relative-error.js';

interface Case {
  readonly canaryErrors: number;
  readonly canaryRequests: number;
  readonly controlErrors: number;
  readonly controlRequests: number;
  readonly alpha: number;
  readonly nStar: number;
  readonly variance: number;
  readonly rhoTwoSided: number;
  readonly rhoOneSided: number;
  readonly halfwidthOneSided: number;
  readonly lowerOneSided: number;
  readonly rollback: boolean;
}
const { cases } = JSON.parse(readFileSync('test/fixtures/vectors/asymptotic-cs-growthbook.json', 'utf8')) as {
  readonly cases: readonly Case[];
};

describe.each(cases)(
  '$canaryErrors of $canaryRequests against $controlErrors of $controlRequests, tuned for $nStar',
  (given) => {
    const { canaryErrors, canaryRequests, controlErrors, controlRequests, alpha, nStar } = given;
    const counts = [canaryErrors, canaryRequests, controlErrors, controlRequests] as const;
    const variance = differenceVariance(...counts);
    const halfwidth = oneSidedHalfwidth(
      variance,
      canaryRequests + controlRequests,
      alpha,
      tuning(2 * alpha, nStar),
    );

    it('has the variance, tuning and half-width that GrowthBook computes', () => {
      expect(relativeError(variance, given.variance)).toBeLessThan(1e-9);
      expect(relativeError(tuning(2 * alpha, nStar), given.rhoOneSided)).toBeLessThan(1e-9);
      expect(relativeError(tuning(alpha, nStar), given.rhoTwoSided)).toBeLessThan(1e-9);
      expect(relativeError(halfwidth, given.halfwidthOneSided)).toBeLessThan(1e-9);
    });

    it('has the lower bound that decides', () => {
      const lower = canaryErrors / canaryRequests - controlErrors / controlRequests - halfwidth;
      expect(relativeError(lower, given.lowerOneSided)).toBeLessThan(1e-9);
      expect(lower > 0).toBe(given.rollback);
    });
  },
);

it.each(cases.filter(({ nStar }) => nStar === 5000))(
  '$canaryErrors of $canaryRequests against $controlErrors of $controlRequests in one minute rolls back: $rollback',
  ({ canaryErrors, canaryRequests, controlErrors, controlRequests, rollback }) => {
    const run = growthBookEveryMinute.start({ baseRate: 0.01 });
    expect(run.minute(canaryErrors, canaryRequests, controlErrors, controlRequests)).toBe(rollback);
  },
);

it.each([
  [growthBookEveryMinute, [1, 2, 3]],
  [growthBookAtFloor, [10, 20, 30]],
  [growthBookAtDefault, [360, 720, 1080]],
])('$name rolls back a plain regression at its looks and not between them', (peer, looks) => {
  const run = peer.start({ baseRate: 0.01 });
  const decisions = repeated([250, 500, 5, 500], 3 * peer.everyMinutes).map((minute) =>
    run.minute(...minute),
  );
  expect(decisions.flatMap((reverts, index) => (reverts ? [index + 1] : []))).toEqual(looks);
});

it('counts all minutes since the last look', () => {
  const regression = repeated([10, 500, 5, 500], 10);
  expect(firstRevert(growthBookEveryMinute, regression)).toBe(5);
  expect(firstRevert(growthBookAtFloor, regression)).toBe(10);
});

it.each([
  ['control has no error yet', [50, 500, 0, 500]],
  ['the canary has nothing but errors', [500, 500, 5, 500]],
  ['the canary is the better arm', [0, 500, 400, 500]],
  ['there is no request', [0, 0, 0, 0]],
] as const)('does not roll back when %s', (_when, minute) => {
  expect(firstRevert(growthBookEveryMinute, repeated(minute, 100))).toBeUndefined();
});
