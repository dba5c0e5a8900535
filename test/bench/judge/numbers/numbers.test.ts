import { logNormalCdf, normalQuantile } from '../../../../bench/judge/numbers/normal.js';
import { oneSidedMixture, twoSidedMixture } from '../../../../bench/judge/procedures/beta-mixture.js';
import { clopperPearson, wilson } from '../../../../bench/judge/procedures/proportion-intervals.js';
import { incompleteBeta } from '../../../../lib/judge/numbers/incomplete-beta.js';
import { normalCdf } from '../../../../lib/judge/numbers/normal-cdf.js';
import { logBeta, logGamma } from '../../../../lib/judge/numbers/log-gamma.js';
import { expectClose, vectors } from '../../../judge/sequential/vectors.js';

describe('the reference values are reproduced by', () => {
  it('the special functions', () => {
    interface Case {
      readonly fn: string;
      readonly args: readonly [number, number, number];
      readonly out: number;
    }
    const functions: Readonly<Record<string, (a: number, b: number, c: number) => number>> = {
      normInv: normalQuantile,
      normCdf: normalCdf,
      logNormCdf: logNormalCdf,
      betaincRegularized: incompleteBeta,
      lgamma: logGamma,
      logBeta,
    };
    for (const { fn, args, out } of vectors<Case>('special-functions'))
      expectClose(functions[fn]?.(...args) ?? NaN, out, 1e-10);
  });

  it('the Beta mixture', () => {
    type Case = Readonly<
      Record<'errors' | 'requests' | 'p0' | 'a' | 'b' | 'logE_oneSided' | 'logE_twoSided', number>
    >;
    for (const one of vectors<Case>('beta-mixture-binomial')) {
      const mixture = { allowed: one.p0, a: one.a, b: one.b };
      expectClose(twoSidedMixture(one.errors, one.requests, mixture), one.logE_twoSided);
      expectClose(oneSidedMixture(one.errors, one.requests, mixture), one.logE_oneSided);
    }
  });

  it('the intervals for one look', () => {
    type Pair = readonly [number, number];
    interface Case {
      readonly x: number;
      readonly n: number;
      readonly alpha: number;
      readonly clopperPearson: Pair;
      readonly wilson: Pair;
    }
    for (const one of vectors<Case>('proportion-intervals')) {
      for (const side of [0, 1] as const) {
        expectClose(clopperPearson(one.x, one.n, one.alpha)[side], one.clopperPearson[side]);
        expectClose(wilson(one.x, one.n, one.alpha)[side], one.wilson[side]);
      }
    }
  });
});
