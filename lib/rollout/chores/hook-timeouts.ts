import { earliestAfter, type Chore } from './chore.js';

/** A hook that does not answer in its time has failed. */
export const hookTimeouts: Chore = {
  run: (draft) => {
    for (const run of draft.state.hooks) {
      const timeout = draft.plan.hooks[run.hook]?.timeoutMs ?? Infinity;
      if (run.outcome !== undefined || run.startedAt + timeout > draft.now) continue;
      draft.update({
        hooks: draft.state.hooks.map((one) =>
          one.run === run.run ? { ...one, outcome: 'failed' as const, reason: 'no answer in time' } : one,
        ),
      });
      draft.happened('hook', `hook ${run.hook} failed: no answer in time`);
    }
  },
  dueAt: (plan, state, now) =>
    earliestAfter(
      now,
      state.hooks.map((run) =>
        run.outcome === undefined ? run.startedAt + (plan.hooks[run.hook]?.timeoutMs ?? Infinity) : undefined,
      ),
    ),
};
