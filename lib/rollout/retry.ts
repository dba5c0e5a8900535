import type { Draft } from './draft.js';
import { refreshBrakes } from './lower.js';
import { moveTo } from './moves.js';
import { placeName } from './place.js';
import type { DisabledFlag, TriggerState } from './state.js';
import { useAllTicks } from './ticks.js';
import { forgetQuestions, QUIET } from './triggers.js';

/** Begins a new attempt after a revert: gates, signatures and decisions are asked anew. */
export function retry(draft: Draft, who: string): void {
  const { control, times, triggers } = draft.state;
  if (control.mode !== 'reverted') return;
  // A condition that still holds is not forgotten: the trigger fires again at the next look.
  const armedAgain = Object.entries(triggers).map(([name, { holds, blind }]): [string, TriggerState] => [
    name,
    { ...QUIET, holds, blind },
  ]);
  draft.update({ triggers: Object.fromEntries(armedAgain) });
  for (const { name } of draft.plan.triggers) forgetQuestions(draft, name);
  endDisabling(draft, 'kill');
  useAllTicks(draft);
  const attempt = control.attempt + 1;
  draft.update({ control: { mode: 'running', position: control.position, attempt } });
  moveTo(draft, control.position);
  // While everything was off nobody lived with the step.
  if (times.stepReachedAt !== undefined) draft.time({ stepReachedAt: draft.now });
  refreshBrakes(draft, `attempt ${String(attempt)}`, placeName(draft.plan, draft.state.control));
  draft.happened('retry', `${who} begins attempt ${String(attempt)}`);
}

/** What was turned off for this cause comes back as soon as nothing holds. */
export function endDisabling(draft: Draft, cause: DisabledFlag['cause']): void {
  const disabled = Object.entries(draft.state.disabled).map(([flag, one]): [string, DisabledFlag] => [
    flag,
    one.cause === cause ? { ...one, over: true } : one,
  ]);
  draft.update({ disabled: Object.fromEntries(disabled) });
}
