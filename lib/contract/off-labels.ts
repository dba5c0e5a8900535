/**
 * Labels of the versions that are off for everybody and that a rollout begins with. They are deployed before anything
 * else, so they are there whenever somebody needs them.
 * @param index of the environment among those that the plan began with
 */
export function offLabels(index: number): { readonly rise: string; readonly brake: string } {
  return { rise: `off-${String(2 * index + 1)}`, brake: `off-${String(2 * index + 2)}` };
}
