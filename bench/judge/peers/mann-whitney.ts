import { brentRoot } from './brent.js';

/** What the ranks of two samples say: Mann and Whitney's U of the first, and the sum of t^3 - t over tied groups. */
interface RankTally {
  readonly u: number;
  readonly ties: number;
}

/**
 * Mann and Whitney's U: the pairs in which a value of `x` less `shift` exceeds one of `y`, ties counted half. Both
 * samples are sorted ascending.
 */
export function mannWhitneyU(x: Float64Array, y: Float64Array, shift = 0): number {
  return tallyRanks(x, y, shift).u;
}

/**
 * How far U lies from its mean under "x is y moved by `shift`", in standard deviations: corrected for ties and by half
 * a pair for continuity, (dz - 0.5 sign dz)/sigma. Falls as the shift grows. Both samples are sorted ascending.
 * Source: spinnaker/kayenta, kayenta-mannwhitney/.../MannWhitney.scala at a69573b (`wilcoxonDiff`, as in R).
 */
export function standardizedU(x: Float64Array, y: Float64Array, shift: number): number {
  const n = x.length;
  const m = y.length;
  const { u, ties } = tallyRanks(x, y, shift);
  const away = u - (n * m) / 2;
  const sigma = Math.sqrt(((n * m) / 12) * (n + m + 1 - ties / ((n + m) * (n + m - 1))));
  return (away - 0.5 * Math.sign(away)) / sigma;
}

/**
 * The end of the confidence interval of the shift from `y` to `x`: where the standardized U meets a normal quantile,
 * positive for the lower end and negative for the upper; an end of the possible shifts if it meets it nowhere.
 */
export function shiftBound(x: Float64Array, y: Float64Array, quantile: number): number {
  const { least, most } = possibleShifts(x, y);
  const f = (shift: number): number => standardizedU(x, y, shift) - quantile;
  const atLeast = f(least);
  const atMost = f(most);
  if (atLeast <= 0) return least;
  if (atMost >= 0) return most;
  return brentRoot(f, least, most, atLeast, atMost);
}

/** The estimated shift from `y` to `x`, Hodges and Lehmann's: where the standardized U meets 0. */
export function shiftEstimate(x: Float64Array, y: Float64Array): number {
  const { least, most } = possibleShifts(x, y);
  const f = (shift: number): number => standardizedU(x, y, shift);
  return brentRoot(f, least, most, f(least), f(most));
}

function possibleShifts(x: Float64Array, y: Float64Array): { readonly least: number; readonly most: number } {
  return {
    least: (x.at(0) ?? NaN) - (y.at(-1) ?? NaN),
    most: (x.at(-1) ?? NaN) - (y.at(0) ?? NaN),
  };
}

/** Walks through both sorted samples at once, one group of equal values at a time. */
function tallyRanks(x: Float64Array, y: Float64Array, shift: number): RankTally {
  let u = 0;
  let ties = 0;
  let i = 0;
  let j = 0;
  while (i < x.length || j < y.length) {
    const value = Math.min((x[i] ?? Infinity) - shift, y[j] ?? Infinity);
    const below = j;
    const first = i;
    while (i < x.length && (x[i] ?? NaN) - shift === value) i += 1;
    while (j < y.length && y[j] === value) j += 1;
    u += (i - first) * (below + (j - below) / 2);
    const tied = i - first + j - below;
    ties += tied * tied * tied - tied;
  }
  return { u, ties };
}
