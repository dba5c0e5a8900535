import type { PlanSource } from '../deployed-plan.js';
import type { LastDeployment } from '../dynamo-last-deployment.js';
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
  /** Keeps the first plan until the rollout begins with it. */
  keep(source: PlanSource): Promise<unknown>;
  /** Hands a rollout that is under way over to another plan, or says why not. */
  revise(source: PlanSource, request: RevisionRequest): Promise<CustomResourceResult>;
  /** The hash of the plan that the rollout is pinned to; nothing before it has begun. */
  pinnedTo(): Promise<string | undefined>;
  /** What the stack was last deployed with to its end. */
  lastDeployment(): Promise<Pick<LastDeployment, 'planHash'> | undefined>;
}

/**
 * Carries out a request for a plan. It is the first of a stack's resources: where a plan is refused, nothing else was
 * touched. The same plan again changes nothing; deleting the resource keeps the plan, because the evidence needs it.
 *
 * A deployment that fails further on is taken back, and CloudFormation asks for the plan of the last deployment that came
 * to its end. The rollout then goes back to it where that is allowed, and keeps the newer plan where it is not: a stack
 * that cannot be taken back would be stuck, and the newer plan was accepted.
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
  if (pinned === undefined) {
    await rollout.keep(source);
    return { ok: true, say: 'the rollout begins with this plan' };
  }
  const revised = await rollout.revise(source, {
    id: `revise/${event.RequestId}`,
    by: askedBy(event.StackId),
    hash: PlanHash,
    consent: Accept,
  });
  if (revised.ok || (await rollout.lastDeployment())?.planHash !== PlanHash) return revised;
  return {
    ok: true,
    say: `the rollout keeps the plan ${pinned}, which it has taken over: ${revised.reason}`,
  };
}
