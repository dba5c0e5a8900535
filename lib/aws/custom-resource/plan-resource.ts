import type { PlanSource } from '../deployed-plan.js';
import { askedBy } from './asked-by.js';
import type { CustomResourceResult, PlanRequest } from './custom-resource-event.js';

/** A changed plan, as it is asked for. */
export interface RevisionRequest {
  /** Of the request: the same id again is the same request. */
  readonly id: string;
  readonly by: string;
  /** Of the changed plan. */
  readonly hash: string;
  /** The code that accepts the changes which take one; empty = none. */
  readonly consent: string;
}

/** What the plan resource needs of the world. */
export interface PlannedRollout {
  /** Reads what the stack has put into S3. */
  fetchPlan(bucket: string, key: string): Promise<PlanSource>;
  /** Begins the rollout with its first plan, and waits until both lanes of every environment serve `off`. */
  begin(source: PlanSource, hash: string): Promise<CustomResourceResult>;
  /** Hands a rollout that is under way over to another plan, or says why not. */
  revise(source: PlanSource, request: RevisionRequest): Promise<CustomResourceResult>;
  /** The hash of the plan that the rollout is pinned to; nothing before it has begun. */
  pinnedTo(): Promise<string | undefined>;
}

/**
 * Carries out a request for a plan. The same plan again changes nothing; deleting the resource keeps the plan, because
 * the evidence needs it.
 */
export async function planResource(
  rollout: PlannedRollout,
  event: PlanRequest,
): Promise<CustomResourceResult> {
  if (event.RequestType === 'Delete') return { ok: true, say: 'the plan is kept with the evidence' };
  const { Bucket, Key, PlanHash, Accept } = event.ResourceProperties;
  const pinned = await rollout.pinnedTo();
  if (pinned === PlanHash) return { ok: true, say: 'the rollout is carried out by this plan' };
  const source = await rollout.fetchPlan(Bucket, Key);
  if (pinned === undefined) return rollout.begin(source, PlanHash);
  return rollout.revise(source, {
    id: `revise/${event.RequestId}`,
    by: askedBy(event.StackId),
    hash: PlanHash,
    consent: Accept,
  });
}
