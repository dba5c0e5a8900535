import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { COHORTS, dimensionsOf } from '../../lib/contract/metric-dimensions.js';

const EVERY_MS = 5_000;
const REQUESTS = 20;
const BEFORE_MS = 6 * 60_000;

/**
 * Publishes what an application publishes, to the metric contract: requests and errors of both cohorts, every five
 * seconds, and for the six minutes before, so that gates over three minutes can be judged at once.
 */
export class Traffic {
  readonly #timer: NodeJS.Timeout;
  #last = Date.now() - BEFORE_MS;

  private constructor(
    private readonly client: CloudWatchClient,
    private readonly rollouts: readonly string[],
  ) {
    this.#timer = setInterval(() => void this.#publish().catch(() => undefined), EVERY_MS);
  }

  static async start(client: CloudWatchClient, rollouts: readonly string[]): Promise<Traffic> {
    const traffic = new Traffic(client, rollouts);
    await traffic.#publish();
    return traffic;
  }

  async #publish(): Promise<void> {
    const times: Date[] = [];
    for (; this.#last <= Date.now(); this.#last += EVERY_MS) times.push(new Date(this.#last));
    for (const rollout of this.rollouts) await this.#put(rollout, times);
  }

  async #put(rollout: string, times: readonly Date[]): Promise<void> {
    const data = times.flatMap((Timestamp) =>
      COHORTS.flatMap((cohort) =>
        [
          { MetricName: 'Requests', Value: REQUESTS },
          { MetricName: 'Errors', Value: 0 },
        ].map((metric) => ({
          ...metric,
          Timestamp,
          Unit: 'Count' as const,
          StorageResolution: 1,
          Dimensions: [...dimensionsOf({ rollout, cohort })],
        })),
      ),
    );
    for (let from = 0; from < data.length; from += 500)
      await this.client.send(
        new PutMetricDataCommand({
          Namespace: `Phasegate/${rollout}`,
          MetricData: data.slice(from, from + 500),
        }),
      );
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}
