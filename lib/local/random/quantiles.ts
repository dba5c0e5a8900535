/** From this mean on, counts are drawn from the normal distribution: its error is below that of a count. */
const LARGE_MEAN = 30;

/** The number of events where `mean` are expected, at the quantile `u` (0 < u < 1) of the Poisson distribution. */
export function poissonQuantile(mean: number, u: number): number {
  if (!(mean > 0)) return 0;
  if (mean >= LARGE_MEAN) return Math.max(0, Math.round(mean + Math.sqrt(mean) * normalQuantile(u)));
  const sums = sumsOf(mean);
  // From about the middle on: most draws are near it.
  let count = Math.floor(mean);
  while (count < sums.length && u > (sums[count] ?? 1)) count += 1;
  while (count > 0 && u <= (sums[count - 1] ?? 0)) count -= 1;
  return count;
}

/** More events than this are not drawn where fewer than 30 are expected: the sum of the probabilities no longer grows. */
const MOST = 200;

/** The probabilities of at most so many events, of the mean that was asked for last: minutes of an hour share it. */
const SUMS: number[] = [];
let meanOfSums = NaN;

function sumsOf(mean: number): readonly number[] {
  if (mean === meanOfSums) return SUMS;
  meanOfSums = mean;
  SUMS.length = 0;
  let probability = Math.exp(-mean);
  let below = probability;
  SUMS.push(below);
  // Until nothing is added any more.
  for (let count = 1; count < MOST && (count < mean || below + probability > below); count += 1) {
    probability *= mean / count;
    below += probability;
    SUMS.push(below);
  }
  return SUMS;
}

/** How many of `n` succeed with probability `p` each, at the quantile `u` of the binomial distribution. */
export function binomialQuantile(n: number, p: number, u: number): number {
  if (n <= 0 || !(p > 0)) return 0;
  if (p >= 1) return n;
  if (p > 0.5) return n - binomialQuantile(n, 1 - p, 1 - u);
  const mean = n * p;
  if (mean >= LARGE_MEAN) {
    const drawn = Math.round(mean + Math.sqrt(mean * (1 - p)) * normalQuantile(u));
    return Math.min(n, Math.max(0, drawn));
  }
  const odds = p / (1 - p);
  let probability = Math.exp(n * Math.log1p(-p));
  let below = probability;
  let count = 0;
  while (u > below && count < n) {
    probability *= ((n - count) / (count + 1)) * odds;
    count += 1;
    below += probability;
  }
  return count;
}

const A = [
  -39.6968302866538, 220.946098424521, -275.928510446969, 138.357751867269, -30.6647980661472,
  2.50662827745924,
] as const;
const B = [
  -54.4760987982241, 161.585836858041, -155.698979859887, 66.8013118877197, -13.2806815528857,
] as const;
const C = [
  -0.00778489400243029, -0.322396458041136, -2.40075827716184, -2.54973253934373, 4.37466414146497,
  2.93816398269878,
] as const;
const D = [0.00778469570904146, 0.32246712907004, 2.445134137143, 3.75440866190742] as const;
const TAIL = 0.02425;

/** The standard normal quantile of `u` (0 < u < 1), by Acklam's rational approximation: relative error below 1.2e-9. */
export function normalQuantile(u: number): number {
  if (u < TAIL) return tail(Math.sqrt(-2 * Math.log(u)));
  if (u > 1 - TAIL) return -tail(Math.sqrt(-2 * Math.log(1 - u)));
  const q = u - 0.5;
  const r = q * q;
  const above = (((((A[0] * r + A[1]) * r + A[2]) * r + A[3]) * r + A[4]) * r + A[5]) * q;
  return above / (((((B[0] * r + B[1]) * r + B[2]) * r + B[3]) * r + B[4]) * r + 1);
}

function tail(q: number): number {
  const above = ((((C[0] * q + C[1]) * q + C[2]) * q + C[3]) * q + C[4]) * q + C[5];
  return above / ((((D[0] * q + D[1]) * q + D[2]) * q + D[3]) * q + 1);
}
