const HALF_LOG_TWO_PI = 0.5 * Math.log(2 * Math.PI);
/** From here on the series is exact to the last bits of a double. */
const LARGE = 15;
/** B(2k) / (2k (2k - 1)): the coefficients of Stirling's series (Abramowitz and Stegun, 6.1.41). */
const STIRLING = [1 / 12, -1 / 360, 1 / 1260, -1 / 1680, 1 / 1188, -691 / 360_360, 1 / 156] as const;

/** The logarithm of the gamma function. @param x above 0 */
export function logGamma(x: number): number {
  let shift = 1;
  let large = x;
  while (large < LARGE) {
    shift *= large;
    large += 1;
  }
  const inverse = 1 / (large * large);
  let series = 0;
  for (let index = STIRLING.length - 1; index >= 0; index -= 1)
    series = series * inverse + (STIRLING[index] ?? 0);
  return (large - 0.5) * Math.log(large) - large + HALF_LOG_TWO_PI + series / large - Math.log(shift);
}

/** The logarithm of the beta function. @param a above 0 @param b above 0 */
export function logBeta(a: number, b: number): number {
  return logGamma(a) + logGamma(b) - logGamma(a + b);
}
