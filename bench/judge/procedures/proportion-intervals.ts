import { incompleteBeta } from '../../../lib/judge/numbers/incomplete-beta.js';
import { normalQuantile } from '../numbers/normal.js';

/** Clopper and Pearson's interval of a rate: for one look only. */
export function clopperPearson(
  failures: number,
  samples: number,
  risk: number,
): readonly [lower: number, upper: number] {
  const quantile = (probability: number, a: number, b: number): number => {
    let low = 0;
    let high = 1;
    for (;;) {
      const middle = (low + high) / 2;
      if (middle === low || middle === high) return middle;
      if (incompleteBeta(a, b, middle) < probability) low = middle;
      else high = middle;
    }
  };
  return [
    failures === 0 ? 0 : quantile(risk / 2, failures, samples - failures + 1),
    failures === samples ? 1 : quantile(1 - risk / 2, failures + 1, samples - failures),
  ];
}

/** Wilson's score interval of a rate: for one look only. */
export function wilson(
  failures: number,
  samples: number,
  risk: number,
): readonly [lower: number, upper: number] {
  const z2 = normalQuantile(risk / 2) ** 2;
  const rate = failures / samples;
  const middle = rate + z2 / (2 * samples);
  const half = Math.sqrt(z2 * ((rate * (1 - rate)) / samples + z2 / (4 * samples * samples)));
  const scale = 1 + z2 / samples;
  return [(middle - half) / scale, (middle + half) / scale];
}
