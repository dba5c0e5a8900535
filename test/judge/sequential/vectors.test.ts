import { logEvidence, startCapital } from '../../../lib/judge/sequential/capital.js';
import { bettingProcess } from '../../../lib/judge/sequential/betting-process.js';
import { dispersionOf, pearsonOf } from '../../../lib/judge/sequential/dispersion.js';
import type { EvidenceProcess } from '../../../lib/judge/sequential/process.js';
import { rateInterval } from '../../../lib/judge/sequential/rate-interval.js';
import { rateProcess } from '../../../lib/judge/sequential/rate-process.js';
import { ratioProcess } from '../../../lib/judge/sequential/ratio-process.js';
import { sampleRatioEvidence } from '../../../lib/judge/sequential/sample-ratio.js';
import { signProcess } from '../../../lib/judge/sequential/sign-process.js';
import {
  cleanEvidence,
  cleanSamplesNeeded,
  cleanUpperBound,
} from '../../../lib/judge/sequential/zero-failures.js';
import { chiSquaredQuantile } from '../../../lib/judge/numbers/chi-squared-quantile.js';
import { divergence, ratioInformation, waldBound } from '../../../lib/judge/power.js';
import { expectClose, vectors } from './vectors.js';

type Period = readonly [x1: number, n1: number, x0: number, n0: number];

/** The evidence after each period, everything bet on the first. */
function plain(process: EvidenceProcess, periods: readonly Period[]): readonly number[] {
  const capital = startCapital(process.alternatives);
  return periods.map((period, index) => {
    process.absorb(capital, ...period, index === 0 ? 1 : 0);
    return logEvidence(capital);
  });
}
const once = (process: EvidenceProcess, ...period: Period): number => plain(process, [period])[0] ?? NaN;

describe('the reference values are reproduced by', () => {
  it('the two-arm likelihood ratio', () => {
    type Case = Readonly<
      Record<
        | 'canaryErrors'
        | 'canaryRequests'
        | 'controlErrors'
        | 'controlRequests'
        | 'rho0'
        | 'rho1'
        | 'logE'
        | 'logE_grid',
        number
      >
    > & { readonly lifts: readonly number[] };
    for (const one of vectors<Case>('ratio-eprocess')) {
      const period = [one.canaryErrors, one.canaryRequests, one.controlErrors, one.controlRequests] as const;
      const single = ratioProcess({ allowed: one.rho0, factors: [one.rho1 / one.rho0] });
      expectClose(once(single, ...period), one.logE);
      expectClose(once(ratioProcess({ allowed: one.rho0, factors: one.lifts }), ...period), one.logE_grid);
    }
  });

  it('the restarts', () => {
    interface Case {
      readonly periods: readonly Period[];
      readonly rho0: number;
      readonly lifts: readonly number[];
      readonly alpha: number;
      readonly weights: { readonly head: number; readonly H: number };
      readonly logN: readonly number[];
      readonly decisionPeriod: number | null;
    }
    for (const { periods, rho0, lifts, alpha, weights, logN, decisionPeriod } of vectors<Case>(
      'wsr-pipeline',
    )) {
      const process = ratioProcess({ allowed: rho0, factors: lifts });
      const capital = startCapital(process.alternatives);
      const steady = (1 - weights.head) / weights.H;
      const found = periods.map((period, index) => {
        process.absorb(capital, ...period, index === 0 ? weights.head + steady : steady);
        return logEvidence(capital);
      });
      found.forEach((value, index) => {
        expectClose(value, logN[index] ?? NaN);
      });
      const decided = found.findIndex((value) => value >= Math.log(1 / alpha));
      expect(decided === -1 ? null : decided + 1).toBe(decisionPeriod);
    }
  });

  it('the betting process', () => {
    interface Case {
      readonly theta0: number;
      readonly canaryErrors: readonly number[];
      readonly totalErrors: readonly number[];
      readonly bets: readonly number[];
      readonly logE: readonly number[];
    }
    for (const { theta0, canaryErrors, totalErrors, bets, logE } of vectors<Case>('betting-grid')) {
      const periods = canaryErrors.map((x1, index): Period => [
        x1,
        theta0 * 1000,
        (totalErrors[index] ?? 0) - x1,
        (1 - theta0) * 1000,
      ]);
      plain(bettingProcess({ allowed: 1, bets }), periods).forEach((value, index) => {
        expectClose(value, logE[index] ?? NaN);
      });
    }
  });

  it('the fixed threshold', () => {
    type Case = Readonly<Record<'errors' | 'requests' | 'p0' | 'logE', number>> & {
      readonly lifts: readonly number[];
    };
    for (const { errors, requests, p0, lifts, logE } of vectors<Case>('grid-mixture-binomial'))
      expectClose(once(rateProcess({ allowed: p0, factors: lifts }), errors, requests, 0, 0), logE);
    type Sprt = Readonly<Record<'errors' | 'requests' | 'p0' | 'p1' | 'logE', number>>;
    for (const { errors, requests, p0, p1, logE } of vectors<Sprt>('sprt-binomial'))
      expectClose(once(rateProcess({ allowed: p0, factors: [p1 / p0] }), errors, requests, 0, 0), logE);
  });

  it('the signs of percentiles', () => {
    type Case = Readonly<Record<'wins' | 'periods' | 'logE', number>> & { readonly q: readonly number[] };
    for (const { wins, periods, q, logE } of vectors<Case>('sign-eprocess')) {
      const signs = Array.from({ length: periods }, (_, index): Period => [index < wins ? 1 : 0, 1, 0, 0]);
      if (periods > 0) expectClose(plain(signProcess(q), signs).at(-1) ?? NaN, logE);
    }
  });

  it('clean samples', () => {
    type Case = Readonly<
      Record<'eps' | 'alpha' | 'minSamples' | 'logEperSample' | 'n' | 'upperBoundZeroFailures', number>
    >;
    for (const one of vectors<Partial<Case>>('zero-failures')) {
      if (one.eps !== undefined) {
        expect(cleanSamplesNeeded(one.eps, one.alpha ?? NaN)).toBe(one.minSamples);
        expectClose(cleanEvidence(1, 0, one.eps), one.logEperSample ?? NaN);
      } else expectClose(cleanUpperBound(one.n ?? NaN, one.alpha ?? NaN), one.upperBoundZeroFailures ?? NaN);
    }
  });

  it('the dispersion of an A/A stretch', () => {
    type Case = Readonly<Record<'n1' | 'n0' | 'pearson' | 'periods' | 'chi2Q10' | 'phi', number>> &
      Readonly<Record<'x1' | 'x0', readonly number[]>>;
    for (const { n1, n0, x1, x0, pearson, periods, chi2Q10, phi } of vectors<Case>('dispersion-phi')) {
      const counted = x1.map((x, index) => [x, x0[index] ?? 0] as const).filter(([x, y]) => x + y > 0);
      const sum = counted.reduce((total, [x, y]) => total + pearsonOf(x, n1, y, n0), 0);
      expect(counted).toHaveLength(periods);
      expectClose(sum, pearson);
      expectClose(chiSquaredQuantile(0.1, periods), chi2Q10);
      expectClose(dispersionOf({ pearson: sum, periods }, 1) ?? NaN, phi);
    }
  });

  it('the sample ratio', () => {
    interface Case {
      readonly observed: readonly number[];
      readonly expectedShare: readonly number[];
      readonly dirichletConcentration: number;
      readonly logE: number;
    }
    for (const { observed, expectedShare, dirichletConcentration, logE } of vectors<Case>('srm'))
      expectClose(sampleRatioEvidence(observed, expectedShare, dirichletConcentration), logE);
  });

  it('the interval of a rate', () => {
    type Case = Readonly<Record<'x' | 'n' | 'alpha' | 'a' | 'b' | 'lower' | 'upper', number>>;
    for (const { x, n, alpha, a, b, lower, upper } of vectors<Case>('beta-binomial-confidence-sequence')) {
      const interval = rateInterval(x, n, { risk: alpha, a, b });
      expectClose(interval.lower, lower);
      expectClose(interval.upper, upper);
    }
  });

  it('the bounds on the time to decide', () => {
    type Case = Readonly<
      Record<
        | 'p0'
        | 'multiplier'
        | 'alpha'
        | 'klPerRequest'
        | 'requestsBound'
        | 'klTwoArmEqualPerPair'
        | 'pairsBound',
        number
      >
    >;
    for (const one of vectors<Case>('wald-lorden-bounds')) {
      const { p0, multiplier, alpha } = one;
      expectClose(divergence(p0 * multiplier, p0), one.klPerRequest);
      expectClose(waldBound(one.klPerRequest, alpha), one.requestsBound);
      const pair = ratioInformation({ canary: 1, control: 1 }, { base: p0, ratio: multiplier, allowed: 1 });
      expectClose(pair, one.klTwoArmEqualPerPair);
      expectClose(waldBound(pair, alpha), one.pairsBound);
    }
  });
});
