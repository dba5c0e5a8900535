/** Where the values of some runs lie. */
export interface Quantiles {
  readonly of: number;
  readonly median: number;
  readonly p95: number;
  readonly worst: number;
}

/** The nearest-rank quantiles of some values; nothing where there are none. */
export function quantilesOf(values: readonly number[]): Quantiles | undefined {
  if (values.length === 0) return undefined;
  const sorted = [...values].sort((one, other) => one - other);
  const at = (share: number): number => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
  return { of: values.length, median: at(0.5), p95: at(0.95), worst: at(1) };
}
