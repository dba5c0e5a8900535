import type { Reading } from '../../judge/reading.js';
import type { Metric } from '../../plan/rollout-plan.js';
import type { Instant, ReportedValue } from '../../runtime/ports.js';
import { reportedReading } from '../../runtime/reported-reading.js';

/** What people have reported of one metric. */
export class ReportedValues {
  readonly #reports: ReportedValue[] = [];

  constructor(private readonly metric: Metric) {}

  add(report: ReportedValue): void {
    this.#reports.push(report);
  }

  /** What was reported in [from, to), as `reportedReading` puts it together. */
  read(from: Instant, to: Instant): Reading {
    return reportedReading(this.metric, this.#reports, from, to);
  }
}
