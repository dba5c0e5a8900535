import { logGamma } from '../../../lib/judge/numbers/log-gamma.js';
import type { Random } from './random.js';

/** Draws how many of the samples of one period fail. */
export type CountSampler = (random: Random) => number;

/** What is less likely than this is left out. */
const NEGLIGIBLE = 1e-13;

/** Independent failures: exact binomial counts. */
export function binomialSampler(samples: number, rate: number): CountSampler {
  const constant = logGamma(samples + 1);
  return aliasSampler(samples * rate, samples, (count) =>
    Math.exp(
      constant -
        logGamma(count + 1) -
        logGamma(samples - count + 1) +
        count * Math.log(rate) +
        (samples - count) * Math.log1p(-rate),
    ),
  );
}

/** Bursts: negative binomial counts, whose variance is `dispersion` times their mean; dispersion above 1. */
export function burstySampler(mean: number, dispersion: number): CountSampler {
  const shape = mean / (dispersion - 1);
  const constant = -logGamma(shape) - shape * Math.log(dispersion);
  return aliasSampler(mean, Infinity, (count) =>
    Math.exp(constant + logGamma(shape + count) - logGamma(count + 1) + count * Math.log1p(-1 / dispersion)),
  );
}

/** Walker's alias method over the counts that matter: one draw whatever the mean. */
function aliasSampler(mean: number, most: number, probability: (count: number) => number): CountSampler {
  const weights: number[] = [];
  for (let count = 0; count <= most; count += 1) {
    const weight = probability(count);
    if (count > mean && weight < NEGLIGIBLE) break;
    weights.push(weight);
  }
  const size = weights.length;
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const share = Float64Array.from(weights, (weight) => (weight / total) * size);
  const alias = new Int32Array(size);
  const small: number[] = [];
  const large: number[] = [];
  share.forEach((value, index) => (value < 1 ? small : large).push(index));
  while (small.length > 0 && large.length > 0) {
    const low = small.pop() ?? 0;
    const high = large.at(-1) ?? 0;
    alias[low] = high;
    share[high] = (share[high] ?? 0) + (share[low] ?? 0) - 1;
    if ((share[high] ?? 0) < 1) small.push(large.pop() ?? 0);
  }
  for (const index of [...small, ...large]) share[index] = 1;
  return (random) => {
    const place = random() * size;
    const index = place | 0;
    return place - index < (share[index] ?? 1) ? index : (alias[index] ?? 0);
  };
}
