/** Label of the version that lets nobody have what the rise lane gives: stored when a rollout begins, and not deployed. */
export const BLOCKED_LABEL = 'blocked';

/**
 * Label of the version of a rise lane that is off for everybody. It is deployed before anything else, so it is there
 * whenever somebody needs it.
 * @param index of the environment among those that the plan began with
 */
export function offLabel(index: number): string {
  return `off-${String(2 * index + 1)}`;
}
