/** Beyond this distance the smaller of two addends is lost in a double. */
const NEGLIGIBLE = 40;

/** ln(e^a + e^b). */
export function logAddExp(a: number, b: number): number {
  const high = a > b ? a : b;
  const low = a > b ? b : a;
  return high - low > NEGLIGIBLE || low === -Infinity ? high : high + Math.log1p(Math.exp(low - high));
}

/** ln of the mean of e^value. */
export function logMeanExp(values: ArrayLike<number>): number {
  let high = -Infinity;
  for (let index = 0; index < values.length; index += 1) high = Math.max(high, values[index] ?? -Infinity);
  if (high === -Infinity) return high;
  let sum = 0;
  for (let index = 0; index < values.length; index += 1) sum += Math.exp((values[index] ?? -Infinity) - high);
  return high + Math.log(sum / values.length);
}
