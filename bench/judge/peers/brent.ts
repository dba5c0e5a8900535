/** Kayenta's tolerance on the root, absolute: coarse for shares of errors, which are themselves near 1e-3. */
const TOLERANCE = 1e-4;
const MAX_TURNS = 1000;

/**
 * A root of a function between two points where its signs differ, by Brent's method: the secant or inverse quadratic
 * interpolation where it converges, halving where it does not (R. P. Brent, "Algorithms for Minimization without
 * Derivatives", 1973, chapter 4). The root is exact to 1e-4, as in spinnaker/kayenta,
 * kayenta-mannwhitney/.../BrentSolver.java at a69573b: on the steps of a rank statistic the tolerance shows.
 * @param atLow the function's value at `low`
 * @param atHigh the function's value at `high`
 */
export function brentRoot(
  f: (at: number) => number,
  low: number,
  high: number,
  atLow: number,
  atHigh: number,
): number {
  if (atLow === 0) return low;
  if (atHigh === 0) return high;
  // The root lies between `best`, the nearest so far, and `across`, on its other side.
  let [before, fBefore] = [low, atLow];
  let [best, fBest] = [high, atHigh];
  let [across, fAcross] = [low, atLow];
  for (let turn = 0; turn <= MAX_TURNS; turn += 1) {
    const lastStep = best - before;
    if (Math.abs(fAcross) < Math.abs(fBest)) {
      [before, best, across] = [best, across, best];
      [fBefore, fBest, fAcross] = [fBest, fAcross, fBest];
    }
    const tolerance = 2 * Number.EPSILON * Math.abs(best) + TOLERANCE / 2;
    const gap = across - best;
    if (Math.abs(gap / 2) <= tolerance || fBest === 0) return best;
    let step = gap / 2;
    if (Math.abs(lastStep) >= tolerance && Math.abs(fBefore) > Math.abs(fBest)) {
      const [dividend, divisor] =
        before === across
          ? secant(gap, fBest / fBefore)
          : inverseQuadratic(gap, best - before, fBefore, fBest, fAcross);
      const inside = dividend < 0.75 * gap * divisor - Math.abs(tolerance * divisor) / 2;
      const shrinking = dividend < Math.abs((lastStep * divisor) / 2);
      if (inside && shrinking) step = dividend / divisor;
    }
    if (Math.abs(step) < tolerance) step = step > 0 ? tolerance : -tolerance;
    [before, fBefore] = [best, fBest];
    best += step;
    fBest = f(best);
    if (fBest * fAcross > 0) [across, fAcross] = [before, fBefore];
  }
  return best;
}

/** The step to where a line through two points meets zero, as a fraction whose dividend is not negative. */
function secant(gap: number, ratio: number): readonly [number, number] {
  return withPositiveDividend(gap * ratio, 1 - ratio);
}

/** The step to where the inverse parabola through three points meets zero, as such a fraction. */
function inverseQuadratic(
  gap: number,
  step: number,
  fBefore: number,
  fBest: number,
  fAcross: number,
): readonly [number, number] {
  const beforeAcross = fBefore / fAcross;
  const bestAcross = fBest / fAcross;
  const bestBefore = fBest / fBefore;
  return withPositiveDividend(
    bestBefore * (gap * beforeAcross * (beforeAcross - bestAcross) - step * (bestAcross - 1)),
    (beforeAcross - 1) * (bestAcross - 1) * (bestBefore - 1),
  );
}

function withPositiveDividend(dividend: number, divisor: number): readonly [number, number] {
  return dividend > 0 ? [dividend, -divisor] : [-dividend, divisor];
}
