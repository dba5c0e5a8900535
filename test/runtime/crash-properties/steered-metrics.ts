import type { ClaimQuery } from '../../../lib/judge/claim-query.js';
import type { ClaimData, Reading, Series } from '../../../lib/judge/reading.js';
import type { MetricSource } from '../../../lib/runtime/ports.js';

/** What the canary of a metric looks like: as well as control, much worse, nothing arrives, or the query fails. */
export type Health = 'good' | 'bad' | 'silent' | 'failing';

/** A value that crosses no threshold of the plans, and one that crosses all. */
const LEVELS: Readonly<Record<string, readonly [number, number]>> = {
  errors: [0.001, 0.5],
  complaints: [0.001, 0.5],
  latency: [100, 10_000],
};

/** A source of measurements that says what a test wants to be true. */
export class SteeredMetrics implements MetricSource {
  readonly ingestionLagMs = 0;
  readonly #health = new Map<string, Health>();

  set(metric: string, health: Health): void {
    this.#health.set(metric, health);
  }

  async measure(queries: readonly ClaimQuery[]): Promise<readonly ClaimData[]> {
    return queries.map((query) => this.#answer(query));
  }

  async record(): Promise<void> {
    return undefined;
  }

  /** Of latency nobody can say who is affected. */
  async affectedUnits({ name }: { readonly name: string }): Promise<readonly string[] | undefined> {
    if (this.#health.get(name) === 'failing') throw new Error('the source is down');
    return name === 'latency' ? undefined : ['v1', 'u9'];
  }

  #answer({ metric, cohort, windows, withControl }: ClaimQuery): ClaimData {
    const health = this.#health.get(metric.name) ?? 'good';
    if (health === 'failing') return { kind: 'failed', reason: 'the source is down' };
    const [good, bad] = LEVELS[metric.name] ?? [0, 1];
    const series = (value: number): readonly Series[] => [
      {
        readings: windows.map((): Reading =>
          health === 'silent'
            ? { kind: 'missing' }
            : { kind: 'value', value, samples: 1000, part: value * 1000 },
        ),
      },
    ];
    const subject = series(health === 'bad' && cohort !== 'control' ? bad : good);
    return { kind: 'measured', subject, ...(withControl ? { control: series(good) } : {}) };
  }
}
