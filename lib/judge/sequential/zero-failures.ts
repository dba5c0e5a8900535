/**
 * Clean samples that it takes to say that fewer than `rate` of all fail: ln(1/risk) / -ln(1-rate), rounded up. It holds
 * at whatever time one looks, because one failure ends it.
 * @param rate above 0, below 1 @param risk of saying so wrongly
 */
export function cleanSamplesNeeded(rate: number, risk: number): number {
  return Math.ceil(Math.log(1 / risk) / -Math.log1p(-rate));
}

/** Evidence that fewer than `rate` fail, after `samples` of which `failures` failed: ln E; -Infinity after one failure. */
export function cleanEvidence(samples: number, failures: number, rate: number): number {
  return failures > 0 ? -Infinity : -samples * Math.log1p(-rate);
}

/** The highest failure rate that `samples` clean ones leave possible, with probability 1 - risk. */
export function cleanUpperBound(samples: number, risk: number): number {
  return -Math.expm1(Math.log(risk) / samples);
}
