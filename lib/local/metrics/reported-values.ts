import type { Reading } from '../../judge/reading.js';
import type { Metric } from '../../plan/rollout-plan.js';
import type { Instant, ReportedValue } from '../../runtime/ports.js';

/** What people have reported of one metric. */
export class ReportedValues {
  readonly #reports: ReportedValue[] = [];

  constructor(private readonly metric: Metric) {}

  add(report: ReportedValue): void {
    this.#reports.push(report);
  }

  /**
   * What was reported in [from, to): of a ratio the parts over the wholes; a sum, the least or the most of the values;
   * of anything else their mean, so that a rate is reported as the rate that it is.
   */
  read(from: Instant, to: Instant): Reading {
    const reports = this.#reports.filter(({ at }) => from <= at && at < to);
    if (reports.length === 0) return { kind: 'missing' };
    const values = reports.map(({ value }) => value * this.metric.scaling);
    const samples = reports.length;
    switch (this.metric.source.kind) {
      case 'ratio': {
        const whole = reports.reduce((sum, report) => sum + (report.whole ?? 1), 0);
        const part = reports.reduce((sum, report) => sum + report.value, 0);
        return whole > 0 ? { kind: 'value', value: part / whole, samples: whole, part } : { kind: 'empty' };
      }
      case 'sum':
        return { kind: 'value', value: total(values), samples };
      case 'min':
        return { kind: 'value', value: Math.min(...values), samples };
      case 'max':
        return { kind: 'value', value: Math.max(...values), samples };
      default:
        return { kind: 'value', value: total(values) / samples, samples };
    }
  }
}

function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
