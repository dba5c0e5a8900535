import type { Stratum } from '../audience/strata.js';
import type { BoundScenario, MetricModel } from '../scenario/bound-scenario.js';

/** A part of the audience whose samples of one metric are drawn together. */
export interface Part {
  readonly stratum: number;
  readonly segments: readonly string[];
  /** By dimension of the metric: the value that its samples carry. */
  readonly labels: Readonly<Record<string, string>>;
  /** Share of all samples, 0..1. */
  readonly share: number;
}

/** The parts of the audience for a metric: its strata, times the values of the metric's dimensions. */
export function partsOf(
  model: MetricModel,
  strata: readonly Stratum[],
  scenario: BoundScenario,
): readonly Part[] {
  const { segments: factors } = scenario.traffic;
  const sent = strata.map(({ segments, size }) =>
    segments.reduce((product, segment) => product * (factors[segment] ?? 1), size),
  );
  const all = sent.reduce((sum, one) => sum + one, 0);
  const labels = combinations(Object.entries(model.labels));
  return strata.flatMap(({ segments }, stratum) =>
    labels.map((chosen): Part => {
      const share = all > 0 ? (sent[stratum] ?? 0) / all / labels.length : 0;
      return { stratum, segments, labels: chosen, share };
    }),
  );
}

function combinations(
  dimensions: readonly (readonly [string, readonly string[]])[],
): readonly Readonly<Record<string, string>>[] {
  return dimensions.reduce<readonly Readonly<Record<string, string>>[]>(
    (chosen, [dimension, labels]) =>
      chosen.flatMap((one) => labels.map((label) => ({ ...one, [dimension]: label }))),
    [{}],
  );
}
