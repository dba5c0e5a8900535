import type { Instant } from '../../runtime/ports.js';
import { normalQuantile } from '../random/quantiles.js';
import { uniformAt, type Stream } from '../random/stream.js';
import type { Fault, MetricModel } from '../scenario/bound-scenario.js';
import type { Moments } from '../scenario/moments.js';
import { worsened, worseOf } from '../scenario/worse.js';

const QUARTER_HOUR = 900_000;

/** The two cohorts of which samples are drawn. */
export type Cohort = 'canary' | 'control';

interface ActiveFault {
  readonly from: Instant;
  readonly until: Instant;
  readonly rampMs: number;
  readonly worst: number;
}

/** The value that a metric has for one cohort of one stratum, as time goes by: its base, made worse by faults. */
export class Climate {
  readonly #faults: readonly Fault[];
  #active: readonly ActiveFault[] = [];

  constructor(
    private readonly model: MetricModel & { readonly base: number },
    cohort: Cohort,
    segments: readonly string[],
    private readonly moments: Moments,
    private readonly stream: Stream,
  ) {
    this.#faults = model.faults.filter(
      (fault) =>
        (fault.cohort === 'both' || fault.cohort === cohort) &&
        (fault.segment === undefined || segments.includes(fault.segment)),
    );
  }

  /** Looks up when the faults are; to be called before a run of `at`. */
  refresh(): void {
    if (this.#faults.length === 0) return;
    this.#active = this.#faults.flatMap((fault): readonly ActiveFault[] => {
      const from = this.moments.find(fault.from);
      if (from === undefined) return [];
      const until = from + (fault.lastsMs ?? Number.POSITIVE_INFINITY);
      return [{ from, until, rampMs: fault.rampMs, worst: fault.worst }];
    });
  }

  at(instant: Instant): number {
    const { metric, base, dispersion } = this.model;
    let value = base;
    for (const { from, until, rampMs, worst } of this.#active) {
      if (instant < from || instant >= until) continue;
      const strength = rampMs === 0 ? 1 : Math.min(1, (instant - from) / rampMs);
      value = worseOf(metric, value, base + (worst - base) * strength);
    }
    if (dispersion === 0) return value;
    const drift = normalQuantile(uniformAt(this.stream, Math.floor(instant / QUARTER_HOUR)));
    return worsened(metric, value, Math.exp(dispersion * drift));
  }
}
