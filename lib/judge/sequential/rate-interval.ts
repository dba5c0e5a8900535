import { logBeta } from '../numbers/log-gamma.js';

/** Jeffreys' prior: no rate is preferred. */
const PRIOR = 0.5;
/** Halvings until a bound is exact to the last bit. */
const HALVINGS = 200;

export interface RateInterval {
  readonly lower: number;
  readonly upper: number;
}

/**
 * The rates that x failures among n samples leave possible, at whatever time one looks, with probability 1 - risk: those
 * against which the beta-binomial mixture has less evidence than 1/risk.
 */
export function rateInterval(
  failures: number,
  samples: number,
  { risk, a = PRIOR, b = PRIOR }: { readonly risk: number; readonly a?: number; readonly b?: number },
): RateInterval {
  if (samples <= 0) return { lower: 0, upper: 1 };
  const mixture = logBeta(a + failures, b + samples - failures) - logBeta(a, b);
  const limit = Math.log(1 / risk);
  const isPossible = (rate: number): boolean => {
    const passed = samples - failures;
    const likelihood =
      (failures === 0 ? 0 : failures * Math.log(rate)) + (passed === 0 ? 0 : passed * Math.log1p(-rate));
    return mixture - likelihood < limit;
  };
  const best = failures / samples;
  return {
    lower: failures === 0 ? 0 : bound(isPossible, best, 0),
    upper: failures === samples ? 1 : bound(isPossible, best, 1),
  };
}

/** The last possible rate on the way from `inside` to `outside`. */
function bound(isPossible: (rate: number) => boolean, inside: number, outside: number): number {
  let possible = inside;
  let impossible = outside;
  for (let step = 0; step < HALVINGS; step += 1) {
    const middle = (possible + impossible) / 2;
    if (middle === possible || middle === impossible) break;
    if (isPossible(middle)) possible = middle;
    else impossible = middle;
  }
  return possible;
}
