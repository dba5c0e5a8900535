import { earliestAfter, type Chore } from './chore.js';

/** Tasks that a trigger gave with a time: told once when they are overdue. */
export const givenTasks: Chore = {
  run: (draft) => {
    for (const task of draft.state.tasks) {
      if (task.overdueTold || task.dueAt > draft.now) continue;
      draft.update({
        tasks: draft.state.tasks.map((one) => (one === task ? { ...one, overdueTold: true } : one)),
      });
      draft.happened('task', `task ${task.name} is overdue (trigger ${task.trigger})`);
    }
  },
  dueAt: (_plan, state, now) =>
    earliestAfter(
      now,
      state.tasks.map((task) => task.dueAt),
    ),
};
