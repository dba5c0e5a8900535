import type { Instant } from '../../runtime/ports.js';
import { binomialQuantile, normalQuantile, poissonQuantile } from '../random/quantiles.js';
import { streamOf, uniformAt } from '../random/stream.js';
import { Climate } from '../metrics/climate.js';
import type { BoundScenario, MetricModel } from '../scenario/bound-scenario.js';
import type { Moments } from '../scenario/moments.js';
import { boundsOf } from '../scenario/worse.js';

const DAY = 86_400_000;
/** Share of the exposed units whose answers reach a daily report. */
const ANSWERING = 0.2;
const LEAST_ANSWERS = 25;
/** Mean scores differ from day to day by so much of their distance from the best score, or of their value. */
const SCATTER = 0.02;

/** What a person reports: of a ratio `value` of `whole`. Values are as they are published: a percentage as 97. */
export interface Answer {
  readonly value: number;
  readonly whole?: number;
}

/**
 * What people have to report of a metric on a day. Answers come from exposed units as soon as there are any; counts
 * are of the whole audience.
 * @param share of the audience that is exposed, and `units` how many these are
 */
export function answerOn(
  model: MetricModel,
  at: Instant,
  exposed: { readonly share: number; readonly units: number },
  scenario: BoundScenario,
  moments: Moments,
): Answer | undefined {
  const { base, metric } = model;
  if (base === undefined) return undefined;
  const stream = streamOf(scenario.seed, 'report', metric.name);
  const day = Math.floor(at / DAY);
  const u = uniformAt(stream, day);
  const natural = scenario.noise === 'natural';
  const levelOf = (cohort: 'canary' | 'control') => {
    const climate = new Climate(
      { ...model, base, dispersion: 0 },
      cohort,
      segmentsOf(model),
      moments,
      stream,
    );
    climate.refresh();
    return climate.at(at);
  };
  const ofExposed = exposed.units > 0 ? levelOf('canary') : levelOf('control');
  const ofAll = exposed.share * levelOf('canary') + (1 - exposed.share) * levelOf('control');
  switch (metric.source.kind) {
    case 'ratio': {
      const whole = Math.max(LEAST_ANSWERS, Math.round(exposed.units * ANSWERING));
      if (metric.unit !== 'fraction') return { value: whole * ofExposed, whole };
      return {
        value: natural ? binomialQuantile(whole, ofExposed, u) : Math.round(whole * ofExposed),
        whole,
      };
    }
    case 'rate':
    case 'sum':
      return {
        value: (natural && metric.unit === 'number' ? poissonQuantile(ofAll, u) : ofAll) / metric.scaling,
      };
    default: {
      const { lowest, highest } = boundsOf(metric);
      const noise = natural ? ofExposed * SCATTER * normalQuantile(u) : 0;
      return { value: Math.min(highest, Math.max(lowest, ofExposed + noise)) / metric.scaling };
    }
  }
}

/** Reports do not say of which segment they are: a fault of one segment shows in them like one of all. */
function segmentsOf(model: MetricModel): readonly string[] {
  return model.faults.flatMap(({ segment }) => segment ?? []);
}
