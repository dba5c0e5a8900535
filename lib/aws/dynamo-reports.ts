import type { Reading } from '../judge/reading.js';
import type { Metric } from '../plan/rollout-plan.js';
import type { Instant, ReportedValue } from '../runtime/ports.js';
import { reportedReading, type Report } from '../runtime/reported-reading.js';
import { numberIn, optionalNumber } from './dynamo/attributes.js';
import { keyItem, timeKey, timeRange, type Item } from './dynamo/keys.js';
import type { RolloutTable } from './dynamo/rollout-table.js';

/** The values that people have reported of the metrics of a rollout. */
export class DynamoReports {
  constructor(private readonly table: RolloutTable) {}

  /** Keeps a report. The same report again is that report: whoever got no answer may add it again. */
  async add({ metric, at, by, value, whole }: ReportedValue): Promise<void> {
    const figure = whole === undefined ? String(value) : `${String(value)}/${String(whole)}`;
    await this.table.put({
      Item: {
        ...keyItem({ pk: partition(metric), sk: `${timeKey(at)}#${by}#${figure}` }),
        at: { N: String(at) },
        by: { S: by },
        value: { N: String(value) },
        ...(whole === undefined ? {} : { whole: { N: String(whole) } }),
      },
    });
  }

  /** What was reported in [from, to), as `reportedReading` puts it together. */
  async read(metric: Metric, from: Instant, to: Instant): Promise<Reading> {
    const range = timeRange(Math.floor(from), to);
    if (!range) return { kind: 'missing' };
    const reports: Report[] = [];
    for await (const item of this.table.list(partition(metric), range)) reports.push(readReport(item));
    return reportedReading(metric, reports, from, to);
  }
}

function readReport(item: Item): Report {
  const whole = optionalNumber(item, 'whole');
  return {
    at: numberIn(item, 'at'),
    value: numberIn(item, 'value'),
    ...(whole === undefined ? {} : { whole }),
  };
}

function partition(metric: Metric): string {
  return `report#${metric.name}`;
}
