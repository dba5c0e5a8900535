import type { Instant } from '../../runtime/ports.js';

/** A deployment that has changed what clients get. */
export interface PastDeployment {
  readonly startedAt: Instant;
  readonly completedAt: Instant;
  /** When it was undone after it had completed. */
  readonly revertedAt?: Instant;
}

/** A completed deployment can be reverted for 72 hours. Source: AppConfig user guide, "Reverting a configuration". */
export const REVERT_LIMIT_MS = 72 * 3_600_000;

/**
 * The deployment whose version clients hold when nothing is in flight; nothing when none is left. AppConfig has no
 * call for it. The last thing that changed it decides: a completion brings its own version, a revert brings back what
 * was served when the reverted deployment started. Rollbacks change nothing.
 * @param past those that have completed, reverted or not, the newest first
 */
export function servedBy<D extends PastDeployment>(
  past: readonly D[],
  at: Instant = Infinity,
): D | undefined {
  let last: { readonly at: Instant; readonly completed: boolean; readonly deployment: D } | undefined;
  for (const deployment of past) {
    const { completedAt, revertedAt } = deployment;
    if (completedAt <= at && completedAt > (last?.at ?? -Infinity))
      last = { at: completedAt, completed: true, deployment };
    if (revertedAt !== undefined && revertedAt <= at && revertedAt >= (last?.at ?? -Infinity))
      last = { at: revertedAt, completed: false, deployment };
  }
  if (!last) return undefined;
  return last.completed
    ? last.deployment
    : servedBy(earlier(past, last.deployment), last.deployment.startedAt);
}

/** What can have been served before a deployment: it ends when the list does, also if the times contradict it. */
function earlier<D extends PastDeployment>(past: readonly D[], deployment: D): readonly D[] {
  return past.filter((one) => one !== deployment && one.startedAt <= deployment.startedAt);
}
