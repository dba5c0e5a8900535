import type { Stretch } from '../../judge/claim-query.js';
import type { Reading } from '../../judge/reading.js';
import type { MetricModel } from '../scenario/bound-scenario.js';
import type { CensusSamples } from './census-samples.js';
import type { Cohort } from './climate.js';
import type { MeasuredMetric } from './measured-metric.js';
import type { ReportedValues } from './reported-values.js';

/** A metric of the simulated world. */
export type Simulated =
  | { readonly kind: 'measured'; readonly measured: MeasuredMetric; readonly model: MetricModel }
  | { readonly kind: 'census'; readonly samples: CensusSamples; readonly model: MetricModel }
  | { readonly kind: 'reported'; readonly values: ReportedValues; readonly model: MetricModel }
  /** Nothing is known of its values. */
  | { readonly kind: 'unpublished'; readonly model: MetricModel };

/** A part of the audience, or of the values of a dimension. */
export interface PartOf {
  readonly segment: string | undefined;
  readonly label: readonly [dimension: string, value: string] | undefined;
}

/** Reads a window of a metric whose samples come one by one. */
export function readSingle(
  simulated: Exclude<Simulated, { readonly kind: 'measured' }>,
  cohort: Cohort | 'all',
  { segment, label }: PartOf,
  { from, to }: Stretch,
): Reading {
  switch (simulated.kind) {
    case 'unpublished':
      return { kind: 'missing' };
    case 'reported':
      // Reports do not say of whom they are.
      return segment !== undefined || label ? { kind: 'missing' } : simulated.values.read(from, to);
    case 'census':
      return cohort === 'control' ? { kind: 'empty' } : simulated.samples.read(from, to, segment);
  }
}
