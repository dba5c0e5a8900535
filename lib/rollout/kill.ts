import type { Draft } from './draft.js';
import { retreat } from './moves.js';
import { performDisable } from './revert.js';

/** Off for everybody, now, outside the plan. */
export function performKill(draft: Draft, by: string): void {
  retreat(draft, `killed by ${by}`);
  performDisable(draft, Object.keys(draft.plan.flags), KILLED);
  draft.happened('kill', `killed by ${by}`);
  const { control } = draft.state;
  if (control.mode === 'running') {
    draft.update({
      control: { mode: 'reverted', what: 'kill', position: control.position, attempt: control.attempt },
    });
  }
}

/** Who disabled the flags of a killed rollout. */
export const KILLED = 'kill';
