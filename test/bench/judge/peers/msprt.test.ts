import { readFileSync } from 'node:fs';
import { alwaysValidP, logMixtureRatio, msprt } from '../../../../bench/judge/peers/msprt.js';
import { firstRevert, repeated } from './first-revert.js';
import { relativeError } from './relative-error.js';

interface Case {
  readonly controlMean: number;
  readonly canaryMean: number;
  readonly nPerArm: number;
  readonly tau: number;
  readonly logLambda: number;
  readonly pAlwaysValid: number;
}
const { cases } = JSON.parse(readFileSync('test/fixtures/vectors/msprt-bernoulli.json', 'utf8')) as {
  readonly cases: readonly Case[];
};

it.each(cases)(
  '$canaryMean against $controlMean over $nPerArm requests an arm has the published likelihood ratio and p-value',
  ({ controlMean, canaryMean, nPerArm, tau, logLambda, pAlwaysValid }) => {
    const log = logMixtureRatio(canaryMean * nPerArm, nPerArm, controlMean * nPerArm, nPerArm, tau);
    expect(relativeError(log, logLambda)).toBeLessThan(1e-9);
    expect(relativeError(alwaysValidP(1, log), pAlwaysValid)).toBeLessThan(1e-9);
  },
);

it('the p-value never rises', () => {
  expect(alwaysValidP(0.2, Math.log(2))).toBe(0.2);
  expect(alwaysValidP(0.2, Math.log(10))).toBeCloseTo(0.1, 12);
  expect(alwaysValidP(1, -3)).toBe(1);
});

it('arms without an error say nothing', () => {
  expect(logMixtureRatio(0, 500, 0, 500, 0.005)).toBe(0);
});

it('a smaller alpha takes longer to revert the same regression', () => {
  const regression = repeated([10, 500, 5, 500], 30);
  expect(firstRevert(msprt(0.05), regression)).toBe(6);
  expect(firstRevert(msprt(0.001), regression)).toBe(12);
});

it.each([
  ['is better than control', [5, 500, 50, 500]],
  ['equals control', [5, 500, 5, 500]],
  ['has no request', [0, 0, 5, 500]],
] as const)('does not revert a canary that %s', (_what, minute) => {
  expect(firstRevert(msprt(0.05), repeated(minute, 500))).toBeUndefined();
});
