import type { Position } from './control.js';
import type { Draft } from './draft.js';
import { retreat } from './moves.js';
import { performDisable } from './revert.js';

/** Off for everybody, now, outside the plan. */
export function performKill(draft: Draft, by: string): void {
  retreat(draft, `killed by ${by}`);
  performDisable(draft, Object.keys(draft.plan.flags), by, 'kill');
  draft.happened('kill', `killed by ${by}`);
  const position = positionOf(draft);
  if (position)
    draft.update({
      control: { mode: 'reverted', what: 'kill', position, attempt: draft.state.control.attempt },
    });
}

/** Where a new attempt goes on; nothing changes where one is waited for already. */
function positionOf({ plan, state: { control } }: Draft): Position | undefined {
  switch (control.mode) {
    case 'running':
      return control.position;
    case 'completed':
      return { stage: 'leaving', phase: plan.phases.length - 1 };
    case 'reverted':
    case 'closed':
      return undefined;
  }
}
