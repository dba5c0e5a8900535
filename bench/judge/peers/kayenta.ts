import { shiftBound, shiftEstimate } from './mann-whitney.js';
import type { Peer } from './peer.js';

/** Minutes between two analyses, each of the points since the last one. */
const POINTS = 60;

/** The standard normal quantile of 0.99 = 1 - (1 - 0.98)/2: the judge's `confLevel` 0.98, two-sided. */
const QUANTILE_OF_CONFIDENCE = 2.3263478740408408;

/** The judge's `tolerance`: a share of the estimated shift, not of control. */
const TOLERANCE = 0.25;

/** The judge's default `allowedIncrease` of the ratio of the means. */
const ALLOWED_INCREASE = 1;

/** The mean of the canary over that of control; not a number, as in Kayenta, if either is 0. */
export function meanRatio(canary: Float64Array, control: Float64Array): number {
  const above = mean(canary);
  const below = mean(control);
  return above === 0 || below === 0 ? NaN : above / below;
}

/**
 * Whether Kayenta's judge classifies a metric that should not increase as High: the lower end of the 98% interval of
 * the shift exceeds a quarter of the estimated shift, and the means do not say otherwise. Both samples have values and
 * are sorted ascending. Where each arm is constant Kayenta adds Gaussian noise and so decides by chance; here that
 * is a Pass.
 * Source: spinnaker/kayenta, kayenta-judge/.../MannWhitneyClassifier.scala and NetflixACAJudge.scala at a69573b.
 */
export function isHigh(canary: Float64Array, control: Float64Array): boolean {
  if (isConstant(canary) && isConstant(control)) return false;
  if (meanRatio(canary, control) < ALLOWED_INCREASE) return false;
  if (isSame(canary, control)) return false;
  const lower = shiftBound(canary, control, QUANTILE_OF_CONFIDENCE);
  return lower > 0 && lower > TOLERANCE * Math.abs(shiftEstimate(canary, control));
}

/**
 * Kayenta's canary analysis, every hour over the hour's sixty one-minute error rates of both arms, with one critical
 * metric: reverts when it is High. A minute without requests has no rate and is left out; an hour in which an arm
 * has none is NODATA, which fails the canary.
 * Source: spinnaker/kayenta, kayenta-judge/.../NetflixACAJudge.scala and WeightedSumScorer.scala at a69573b.
 */
export const kayenta: Peer = {
  name: 'Kayenta, 60 points hourly',
  source: 'spinnaker/kayenta NetflixACAJudge.scala, MannWhitneyClassifier.scala, MannWhitney.scala@a69573b',
  everyMinutes: POINTS,
  start() {
    const canary = new Float64Array(POINTS);
    const control = new Float64Array(POINTS);
    let minutes = 0;
    let canaryPoints = 0;
    let controlPoints = 0;
    return {
      minute(x1, n1, x0, n0) {
        minutes += 1;
        if (n1 > 0) canary[canaryPoints++] = x1 / n1;
        if (n0 > 0) control[controlPoints++] = x0 / n0;
        if (minutes < POINTS) return false;
        const noData = canaryPoints === 0 || controlPoints === 0;
        const reverts =
          noData ||
          isHigh(canary.subarray(0, canaryPoints).sort(), control.subarray(0, controlPoints).sort());
        minutes = 0;
        canaryPoints = 0;
        controlPoints = 0;
        return reverts;
      },
    };
  },
};

function mean(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}

/** Of a sorted sample. */
function isConstant(values: Float64Array): boolean {
  return values.at(0) === values.at(-1);
}

function isSame(one: Float64Array, other: Float64Array): boolean {
  return one.length === other.length && one.every((value, index) => value === other[index]);
}
