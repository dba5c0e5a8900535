import type { Task } from '../plan/rollout-plan.js';
import type { Draft } from './draft.js';
import type { RolloutState } from './state.js';

/** Whether a task that is asked for has been ticked, for this and not for an earlier step or gate. */
export function isTicked(state: RolloutState, task: Task): boolean {
  const tick = state.ticks[task.name];
  return tick !== undefined && tick.used !== true;
}

/** A passed step or gate has used up its ticks: where the same task is asked for again, it is to be done again. */
export function useTicks(draft: Draft, tasks: readonly Task[]): void {
  const names = new Set(tasks.map((task) => task.name));
  if (Object.keys(draft.state.ticks).some((name) => names.has(name))) use(draft, (name) => names.has(name));
}

/** A new attempt asks for everything again. */
export function useAllTicks(draft: Draft): void {
  use(draft, () => true);
}

function use(draft: Draft, isUsed: (name: string) => boolean): void {
  draft.update({
    ticks: Object.fromEntries(
      Object.entries(draft.state.ticks).map(([name, tick]) => [
        name,
        isUsed(name) ? { ...tick, used: true as const } : tick,
      ]),
    ),
  });
}
