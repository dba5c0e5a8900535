import { readPlan } from '../../plan/read-plan.js';
import type { RolloutPlan } from '../../plan/rollout-plan.js';
import { planHash } from '../../runtime/plan-hash.js';
import type { CustomResourceResult, PlanRequest } from './custom-resource-event.js';

/** A plan file as it travels from the stack to its functions. */
export interface PlanSource {
  readonly file: string;
  readonly text: string;
  /** Contents of the list files that it names. */
  readonly lists: Readonly<Record<string, string>>;
}

/**
 * Reads a plan that was deployed.
 * @throws when it is not the plan with this hash, or has mistakes: both were ruled out when the stack was made
 */
export function deployedPlan(source: PlanSource, hash: string): RolloutPlan {
  const found = planHash(source.text, source.lists);
  if (found !== hash) throw new Error(`${source.file} has the hash ${found}, and ${hash} was deployed`);
  const { plan, problems } = readPlan(source.file, source.text, (name) => source.lists[name]);
  if (plan) return plan;
  const first = problems[0];
  throw new Error(
    `${source.file} is no plan: line ${String(first?.line ?? 0)}: ${first?.found ?? 'unknown'}`,
  );
}

/** What the plan resource needs of the world. */
export interface PlannedRollout {
  /** Reads what the stack has put into S3. */
  fetchPlan(bucket: string, key: string): Promise<PlanSource>;
  /** Begins the rollout with its first plan, and waits until both lanes of every environment serve `off`. */
  begin(source: PlanSource, hash: string): Promise<CustomResourceResult>;
  /** Hands a rollout that is under way over to another plan, or says why not. */
  revise(source: PlanSource, hash: string, consent: string): Promise<CustomResourceResult>;
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
  return pinned === undefined ? rollout.begin(source, PlanHash) : rollout.revise(source, PlanHash, Accept);
}
