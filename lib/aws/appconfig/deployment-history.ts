import {
  GetDeploymentCommand,
  ListDeploymentsCommand,
  type AppConfigClient,
  type Deployment,
  type DeploymentSummary,
} from '@aws-sdk/client-appconfig';
import { ServiceError } from '../service-error.js';
import { revertOf, stateOf } from './deployment-seen.js';
import { REVERT_LIMIT_MS, servedBy, type PastDeployment } from './served-version.js';

/** ListDeployments answers at most so many at once. Source: API reference. */
const PAGE = 50;

/** What is known of an environment's deployments: as far back as it matters for what is served. */
export interface History {
  /** The newest deployment in full. */
  readonly latest?: Deployment;
  /** The deployment of our profile whose version clients hold when nothing is in flight. */
  readonly served?: DeploymentSummary;
}

interface Past extends PastDeployment {
  readonly summary: DeploymentSummary;
}

/** Reads the deployments of one environment. Reverted ones are read in full, each once: they do not change any more. */
export class DeploymentHistory {
  readonly #reverts = new Map<number, { readonly completedAt: number; readonly at: number }>();

  constructor(
    private readonly client: AppConfigClient,
    private readonly where: { readonly ApplicationId: string; readonly EnvironmentId: string },
    private readonly profileId: string,
  ) {}

  /** @throws ServiceError when AppConfig does not answer: then nothing is known */
  async read(): Promise<History> {
    let page = await this.#page();
    const newest = page.Items?.[0]?.DeploymentNumber;
    if (newest === undefined) return {};
    const latest = await this.get(newest);
    const past = await this.#past([latest, ...(page.Items ?? []).slice(1)]);
    while (page.NextToken !== undefined && !isSettled(past, page.Items ?? [])) {
      page = await this.#page(page.NextToken);
      past.push(...(await this.#past(page.Items ?? [])));
    }
    const served = servedBy(past)?.summary;
    return { latest, ...(served ? { served } : {}) };
  }

  /** @throws ServiceError when AppConfig does not answer, or there is no such deployment */
  async get(number: number): Promise<Deployment> {
    try {
      return await this.client.send(new GetDeploymentCommand({ ...this.where, DeploymentNumber: number }));
    } catch (error) {
      throw new ServiceError('appconfig:GetDeployment', error);
    }
  }

  async #page(
    next?: string,
  ): Promise<{ readonly Items?: readonly DeploymentSummary[]; readonly NextToken?: string }> {
    try {
      return await this.client.send(
        new ListDeploymentsCommand({
          ...this.where,
          MaxResults: PAGE,
          ...(next === undefined ? {} : { NextToken: next }),
        }),
      );
    } catch (error) {
      throw new ServiceError('appconfig:ListDeployments', error);
    }
  }

  /** Those that have completed, also if they were undone later. Deployments of other profiles serve nothing of ours. */
  async #past(summaries: readonly DeploymentSummary[]): Promise<Past[]> {
    const past: Past[] = [];
    for (const summary of summaries) {
      if (summary.ConfigurationProfileId !== this.profileId) continue;
      const { DeploymentNumber, StartedAt, CompletedAt } = summary;
      const startedAt = StartedAt?.getTime() ?? 0;
      const state = stateOf(summary.State);
      if (state === 'complete')
        past.push({ summary, startedAt, completedAt: CompletedAt?.getTime() ?? startedAt });
      if (state === 'reverted' && DeploymentNumber !== undefined) {
        const revert = await this.#revert(DeploymentNumber);
        past.push({ summary, startedAt, completedAt: revert.completedAt, revertedAt: revert.at });
      }
    }
    return past;
  }

  async #revert(number: number): Promise<{ readonly completedAt: number; readonly at: number }> {
    const known = this.#reverts.get(number);
    if (known) return known;
    const revert = revertOf(await this.get(number));
    this.#reverts.set(number, revert);
    return revert;
  }
}

/**
 * Whether nothing on older pages can change what is served: whatever is there completed before the oldest that was
 * read began, and could be reverted for 72 hours.
 */
function isSettled(past: readonly Past[], page: readonly DeploymentSummary[]): boolean {
  const served = servedBy(past);
  const oldest = page.at(-1)?.StartedAt?.getTime();
  return served !== undefined && oldest !== undefined && oldest + REVERT_LIMIT_MS <= served.completedAt;
}
